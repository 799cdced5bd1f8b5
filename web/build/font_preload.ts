/**
 * Adds a preload for the Latin text face to the built index.html, so that the
 * first paint already has it and no line moves.
 */
import type { Plugin } from "vite";

export function fontPreload(): Plugin {
  return {
    name: "chatelier:font-preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const face = Object.keys(context.bundle ?? {}).find((name) =>
          /atkinson-hyperlegible-next-latin-wght-normal.*\.woff2$/.test(name),
        );
        if (face === undefined) throw new Error("the Latin text face is not in the bundle");
        return [
          {
            tag: "link",
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${face}`, crossorigin: "" },
            injectTo: "head-prepend",
          },
        ];
      },
    },
  };
}
