/**
 * Whichever style sheet comes first decides in what order the layers win, and
 * how the sheets are cut is the bundler's affair: so each of them says it.
 */
import type { Plugin } from "vite";

export const LAYER_ORDER = "@layer tokens,base,components,screens;";

export function with_layer_order(sheet: string): string {
  if (!sheet.includes("@layer") || sheet.startsWith(LAYER_ORDER)) return sheet;
  const charset = /^@charset "[^"]*";/.exec(sheet)?.[0] ?? "";
  return charset + LAYER_ORDER + sheet.slice(charset.length);
}

export function layerOrder(): Plugin {
  return {
    name: "chatelier:layer-order",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        const sheet = typeof file.source === "string" ? file.source : new TextDecoder().decode(file.source);
        file.source = with_layer_order(sheet);
      }
    },
  };
}
