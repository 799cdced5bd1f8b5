/**
 * The proof that this suite can fail: a server that reads carelessly is caught
 * behind each of those in front, at every request that the one in front passes
 * on as it came.
 */
import assert, { AssertionError } from "node:assert/strict";
import { TooLate } from "../server/deadline.ts";
import type { Test } from "../server/suite.ts";
import { hop, type Hop, type HopName } from "./hops.ts";
import { vectors, type Vector } from "./vectors.ts";

/** The names of those at which the server was caught; whatever else goes wrong is thrown. */
async function caught(there: Hop, chosen: readonly Vector[]): Promise<string[]> {
  const names: string[] = [];
  for (const vector of chosen) {
    try {
      await vector.play(there);
    } catch (error) {
      if (!(error instanceof TooLate || error instanceof AssertionError)) throw error;
      names.push(vector.name);
    }
  }
  return names;
}

/** Every proxy passes on what it is, and many a server has taken it for the next request. */
const everywhere = [
  "nothing is smuggled in the body of a GET",
  "nothing is smuggled in the body of a GET, in a chunk",
  "nothing is smuggled in the body of an upgrade",
];
/** What is mended by all but this one. */
const unmended: Readonly<Record<HopName, readonly string[]>> = {
  nginx: [],
  haproxy: [],
  "lenient haproxy": ["before it", "behind it"].map(
    (where) => `nothing is smuggled in the length, Transfer-Encoding a space before the colon ${where}`,
  ),
};
/** What such a server reads well enough. */
const harmless = vectors.answered.filter(({ name }) => /three requests at once|line break before/.test(name));

export const careless_tests = (front: HopName): Test[] => [
  {
    name: `${front}: a server that reads carelessly is caught behind it, where the proxy mends nothing [req-33]`,
    async run() {
      const there = await hop(front, "careless");
      assert.equal(harmless.length, 2);
      assert.deepEqual(await caught(there, harmless), [], "nothing is wrong with these");
      const names = await caught(there, vectors.smuggled);
      console.log(`      caught ${names.length} times`);
      for (const name of [...everywhere, ...unmended[front]]) assert.ok(names.includes(name), name);
    },
  },
];
