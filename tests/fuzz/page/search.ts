/**
 * ./dev fuzz for what the page reads, as libFuzzer does it for the server's parsers: texts that reach something new
 * are kept in .dev/fuzz/TARGET and changed further; with --keep the few that together reach more go into the tree.
 * Ends with the first text that breaks a promise, takes too long or too much work. One thread, no children.
 *   node tests/fuzz/page/search.ts TARGET [--seconds=S] [--seed=N] [--keep]
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Script } from "node:vm";
import { Coverage, without_count, type Reading } from "./coverage.ts";
import { mutated, Random, words_of } from "./mutation.ts";

const LENGTH_AT_MOST = 1_000;
/** For what never ends. Work is counted in steps: on a busy machine a quick run may take many seconds. */
const MILLISECONDS_AT_MOST = 120_000;
/** Blocks of code that run: the worst that is known takes two million. */
const STEPS_AT_MOST = 10_000_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    keep: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
const learned = resolve(".dev/fuzz", name);
const corpus = resolve(import.meta.dirname, "../corpus", name);
mkdirSync(learned, { recursive: true });

const texts_in = (folder: string): string[] =>
  readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
const name_of = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

// V8 counts in code that is loaded from here on.
const coverage = new Coverage();
const target = (await import(`../targets/${name}.ts`)) as { run: (input: string) => void };

let current = "";
Object.assign(globalThis, { run_current: () => target.run(current) });
const guarded = new Script("run_current()");
let steps_at_most = 0;

function end_with(error: unknown): never {
  const file = join(".dev/fuzz", `${name}-${name_of(current)}`);
  writeFileSync(file, current);
  console.log(error, `\nthe input: ${file}; seed ${values.seed}`);
  process.exit(1);
}

/** One run, which ends the process when it should not have gone so. */
function reading_of(text: string): Reading {
  current = text;
  try {
    guarded.runInThisContext({ timeout: MILLISECONDS_AT_MOST });
  } catch (error) {
    end_with(error);
  }
  const reading = coverage.take();
  if (reading.steps > STEPS_AT_MOST) end_with(`too much work: ${reading.steps} steps`);
  steps_at_most = Math.max(steps_at_most, reading.steps);
  return reading;
}

const reached = new Set<string>();

/** Whether this text showed anything for the first time. */
function teaches(text: string): boolean {
  const before = reached.size;
  for (const trait of reading_of(text).traits) reached.add(trait);
  return reached.size > before;
}

const blocks_of = (text: string): string[] => reading_of(text).traits.map(without_count);

/** Of these texts few and short ones that together reach what all do and the tree's do not, however often. */
function minimal(texts: readonly string[]): string[] {
  const blocks = new Map(texts.map((text) => [text, blocks_of(text)]));
  const in_tree = texts_in(corpus).flatMap(blocks_of);
  let chosen = texts.toSorted((one, other) => other.length - one.length);
  // Once from the shortest on, once back: what a short one was the first to reach, longer ones may all reach beside more.
  for (let pass = 0; pass < 2; pass += 1) {
    const seen = new Set(in_tree);
    chosen = chosen.toReversed().filter((text) => {
      const before = seen.size;
      for (const block of blocks.get(text) ?? []) seen.add(block);
      return seen.size > before;
    });
  }
  return chosen;
}

const words = words_of(readFileSync(resolve(import.meta.dirname, `../dict/${name}.dict`), "utf8"));
const random = new Random(Number(values.seed));
const known = [...texts_in(corpus), ...texts_in(learned)].filter(
  (text, index) => teaches(text) || index === 0,
);
const started = performance.now();
let runs = 0;
for (; performance.now() - started < Number(values.seconds) * 1_000; runs += 1) {
  const text = mutated(known, words, random, LENGTH_AT_MOST);
  if (!teaches(text)) continue;
  known.push(text);
  writeFileSync(join(learned, name_of(text)), text);
}
const { user, system } = process.cpuUsage();
const speed = Math.round((runs * 1_000) / (performance.now() - started));
console.log(
  `${name.padEnd(16)} ${String(runs).padStart(10)} runs, ${String(speed).padStart(7)} a second, cov ${reached.size}`,
);
console.log(
  `${known.length} texts, at most ${steps_at_most} steps, ${Math.round((user + system) / 1e6)} s of CPU`,
);

if (values.keep)
  for (const text of minimal(texts_in(learned))) writeFileSync(join(corpus, `found_${name_of(text)}`), text);
