/**
 * The page's build: Solid, strict-CSP output (no inline script or style, no
 * polyfill, one Trusted Types policy) and hashed assets under /assets.
 */
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { apiReference } from "./build/api_reference.ts";
import { fontPreload } from "./build/font_preload.ts";
import { layerOrder } from "./build/layer_order.ts";
import { trustedTypes } from "./build/trusted_types.ts";

const backend = process.env.CHATELIER_DEV_BACKEND ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid({ ssr: false }), trustedTypes(), fontPreload(), layerOrder(), apiReference()],
  css: {
    transformer: "lightningcss",
    lightningcss: { cssModules: { pattern: "[name]_[local]_[hash]" } },
  },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssMinify: "lightningcss",
    manifest: true,
    // On a busy machine every build would complain of its own plugins.
    rolldownOptions: {
      input: [`${import.meta.dirname}/index.html`, `${import.meta.dirname}/docs.html`],
      checks: { pluginTimings: false },
    },
  },
  server: {
    proxy: {
      "/api": { target: backend, ws: true },
    },
  },
});
