/**
 * Whether time tells who has an account, measured in earnest: minutes, and a
 * machine that does nothing else. `npm run timing` runs all of it, with words
 * behind `--` only what they name; TEST_SERVER says which server, best the
 * released one. A smaller form of it is in tests/http.
 */
import assert from "node:assert/strict";
import { run_suite, type Test } from "../server/suite.ts";
import { compare, words_of } from "./comparison.ts";
import { Door, type Question } from "./questions.ts";

const SAMPLES = 400;
const WARMING_UP = 50;
const RUNS = 3;
const DIFFERENCE_AT_MOST = 0.03;
const P_ABOVE = 0.01;
/**
 * A link that has expired is a row that is read, some 5 µs, which thousands of questions can tell; but who can ask has
 * had the link, and knows. More than this would be a hash or a write that only an account costs.
 */
const LINK_MS_AT_MOST = 0.1;

let opened: Promise<Door> | undefined;

function the_door(): Promise<Door> {
  opened ??= Door.open();
  return opened;
}

async function measure(question: Question): Promise<void> {
  const found = await compare(question, SAMPLES, WARMING_UP);
  console.log(`      ${words_of(found)}`);
  assert.ok(Math.abs(found.difference) <= DIFFERENCE_AT_MOST, "the medians differ");
  assert.ok(found.p > P_ABOVE, "the two kinds can be told apart");
}

async function measure_links(question: Question): Promise<void> {
  const found = await compare(question, SAMPLES, WARMING_UP);
  console.log(`      ${words_of(found)}`);
  assert.ok(Math.abs(found.difference) * found.median <= LINK_MS_AT_MOST, "the medians differ");
}

const runs = Array.from({ length: RUNS }, (_, index) => index + 1);

const tests: readonly Test[] = [
  ...runs.map((run) => ({
    name: `signing in takes as long for known as for unknown accounts, run ${run} [req-7]`,
    run: async () => measure(await (await the_door()).signing_in(SAMPLES)),
  })),
  ...runs.map((run) => ({
    name: `signing up takes as long with known as with unknown addresses, run ${run} [req-7]`,
    run: async () => measure(await (await the_door()).signing_up()),
  })),
  ...runs.map((run) => ({
    name: `a link for a new password is refused as soon when it has expired as when it never was, run ${run} [req-7]`,
    run: async () => measure_links(await (await the_door()).redeeming()),
  })),
];

await run_suite(tests, async () => (await opened)?.close());
