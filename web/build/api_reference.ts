/**
 * Fills docs.html from the contract, and gives the page, which has no script, its
 * dark palette by media query: the one of tokens.css, which a script chooses
 * elsewhere.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { reference } from "../../src/protocol/generator/reference.mjs";

const contract = join(import.meta.dirname, "../../src/protocol");
const tokens = join(import.meta.dirname, "../src/platform/ui/tokens.css");
const CHOSEN = ':root[data-theme="dark"]';

/** Light first, then dark over it, both under the reader's own wish. */
export function darkByMedia(css: string): string {
  if (!css.includes(CHOSEN)) throw new Error(`tokens.css: no ${CHOSEN}`);
  return `@media (prefers-color-scheme: dark) {\n${css.replaceAll(CHOSEN, ":root")}\n}\n`;
}

function filled(html: string): string {
  const parts = reference(contract);
  const frame = { "<!-- contents -->": parts.contents, "<!-- reference -->": parts.body };
  let page = html;
  for (const [mark, text] of Object.entries(frame)) {
    if (page.split(mark).length !== 2) throw new Error(`docs.html: ${mark} belongs there once`);
    page = page.replace(mark, () => text);
  }
  return page;
}

export function apiReference(): Plugin {
  return {
    name: "chatelier:api-reference",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/docs\/docs\.css/ },
      handler: (source) => ({ code: source + darkByMedia(readFileSync(tokens, "utf8")), map: null }),
    },
    transformIndexHtml: {
      order: "pre",
      handler: (html, { path }) => (path.endsWith("/docs.html") ? filled(html) : html),
    },
  };
}
