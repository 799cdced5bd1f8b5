import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { mutated, Random, words_of } from "./mutation.ts";

const folder = join(import.meta.dirname, "..");

for (const file of globSync(join(folder, "targets/*.ts"))) {
  const name = basename(file, ".ts");
  test(`${name}: nothing that was kept breaks a promise`, async () => {
    const { run } = (await import(file)) as { run: (input: string) => void };
    const kept = globSync(join(folder, "corpus", name, "*"));
    expect(kept.length).toBeGreaterThan(0);
    for (const each of kept) expect(() => run(readFileSync(each, "utf8")), basename(each)).not.toThrow();
  });
}

test("a dictionary is read as libFuzzer reads it", () => {
  expect(words_of('# "no"\nname="a\\"b\\\\"\n"\\x1e\\xc3\\xa9"\n\n')).toEqual(['a"b\\', "\u001e\u00e9"]);
});

const texts = (seed: number): string[] => {
  const random = new Random(seed);
  return Array.from({ length: 200 }, () => mutated(["", "abc", "\u{1f44d}"], ["[x]"], random, 20));
};

test("the same seed changes the same texts in the same way, and no text grows without end", () => {
  expect(texts(7)).toEqual(texts(7));
  expect(texts(8)).not.toEqual(texts(7));
  expect(new Set(texts(7)).size).toBeGreaterThan(100);
  for (const text of texts(7)) expect(text.length).toBeLessThanOrEqual(20);
});
