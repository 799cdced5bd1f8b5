/**
 * Whatever somebody writes becomes one of the listed things with the listed
 * properties, soon (requirement 43): pieces of Markdown and markup at random,
 * and each of them again and again up to a message's length.
 */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse_markdown } from "./markdown.ts";
import { require_all_of_markdown } from "./markdown_properties.ts";

const LENGTH_AT_MOST = 4_000;

const pieces = [
  ...Array.from("*_~`[]()<>!#>-+|:\\&\"'= \n\t.:/@1a"),
  ...Array.from("\u0000\u202e\u200d\ud800\u00e9"),
  "**",
  "~~",
  "```",
  "~~~\n",
  "\n\n",
  "> ",
  "- ",
  "- [ ] ",
  "1. ",
  "|-|\n",
  "![",
  "](",
  "][",
  "]: ",
  "<!--",
  "-->",
  "<script>",
  "</",
  "<a href=",
  " onerror=",
  "javascript:",
  "data:text/html,",
  "https://a.b/",
  "www.a.b",
  "a@b.c",
  "mailto:",
  "&#106;",
  "&lt;",
  "\\\n",
  "    ",
  "===\n",
];
const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...pieces) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);
const hostile = fc.array(piece, { maxLength: 120 }).map((parts) => parts.join("").slice(0, LENGTH_AT_MOST));

test("every text becomes something that is listed, and nothing throws [req-43]", () => {
  fc.assert(fc.property(hostile, require_all_of_markdown), { numRuns: 2_000 });
});

test("no text of a message's length is read slowly [req-43]", () => {
  const again = fc
    .array(piece, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(""))
    .filter((unit) => unit !== "")
    .map((unit) => unit.repeat(Math.ceil(LENGTH_AT_MOST / unit.length)).slice(0, LENGTH_AT_MOST));
  fc.assert(
    fc.property(again, (text) => {
      const started = performance.now();
      parse_markdown(text);
      expect(performance.now() - started).toBeLessThan(1_000);
    }),
    { numRuns: 150 },
  );
});

test("the view knows no other element or attribute, and no markup as text [req-43]", () => {
  const view = readFileSync(new URL("./markdown_view.tsx", import.meta.url), "utf8");
  const elements = [...view.matchAll(/<([A-Za-z]\w*)[\s>/]/g)].map(([, name]) => name);
  const attributes = [...view.matchAll(/\s([A-Za-z-]+)=[{"]/g)].map(([, name]) => name);
  const shown = "a blockquote br code div em hr li ol p pre s strong table tbody td th thead tr ul".split(
    " ",
  );
  expect(new Set(elements)).toEqual(new Set([...shown, "Link"]));
  expect(new Set(attributes)).toEqual(new Set("class dir href rel scope start tabindex target".split(" ")));
  expect(view).not.toMatch(/innerHTML|outerHTML|insertAdjacent|\bprop:|\battr:|\{\.\.\./);
});
