import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { mutated, Random, words_of } from "./mutation.ts";

const folder = join(import.meta.dirname, "..");
const SEARCHED_MS = 2_000;
/** On a machine that does other things too. */
const timeout = 60_000;
const LENGTH_AT_MOST = 1_000;

for (const file of globSync(join(folder, "targets/*.ts"))) {
  const name = basename(file, ".ts");
  const kept = globSync(join(folder, "corpus", name, "*")).map((each) => ({
    name: basename(each),
    text: readFileSync(each, "utf8"),
  }));
  const target = async (): Promise<{ run: (input: string) => void }> =>
    (await import(file)) as { run: (input: string) => void };

  test(`${name}: nothing that was kept breaks a promise`, { timeout }, async () => {
    const { run } = await target();
    expect(kept.length).toBeGreaterThan(0);
    for (const each of kept) expect(() => run(each.text), each.name).not.toThrow();
  });

  test(`${name}: nor does what two seconds make of it`, { timeout }, async () => {
    const { run } = await target();
    const words = words_of(readFileSync(join(folder, "dict", `${name}.dict`), "utf8"));
    const seed = Date.now() % 2 ** 31;
    const random = new Random(seed);
    const known = kept.map(({ text }) => text);
    const begun = performance.now();
    let runs = 0;
    for (; performance.now() - begun < SEARCHED_MS; runs += 1) {
      const text = mutated(known, words, random, LENGTH_AT_MOST);
      expect(() => run(text), `seed ${seed}, run ${runs}: ${JSON.stringify(text)}`).not.toThrow();
    }
    expect(runs).toBeGreaterThan(0);
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
