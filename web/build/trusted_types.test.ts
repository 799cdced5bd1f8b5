import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { wrapTemplate } from "./trusted_types.ts";

test("the installed Solid assigns innerHTML in template() exactly once", () => {
  const manifest = createRequire(import.meta.url).resolve("solid-js/package.json");
  const wrapped = wrapTemplate(readFileSync(join(dirname(manifest), "web/dist/web.js"), "utf8"));
  expect(wrapped).toContain('createPolicy("solid"');
  expect(wrapped).toContain("solidPolicy.createHTML(html)");
});

test("another source stops the build", () => {
  expect(() => wrapTemplate("nothing here")).toThrow(/expected/);
});
