/**
 * The proof that this suite can fail: a server that reads carelessly is caught
 * behind each of those in front, at requests that no proxy mends.
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
const in_a_get = vectors.smuggled.filter(({ name }) => name.includes("in the body of a GET"));
/** What such a server reads well enough. */
const harmless = vectors.answered.filter(({ name }) => /three requests at once|line break before/.test(name));

export const careless_tests = (front: HopName): Test[] => [
  {
    name: `${front}: a server that reads no body of a GET is caught behind it [req-33]`,
    async run() {
      const there = await hop(front, "careless");
      assert.deepEqual(await caught(there, harmless), [], "nothing is wrong with these");
      const names = await caught(there, in_a_get);
      assert.deepEqual(
        names,
        in_a_get.map(({ name }) => name),
      );
    },
  },
];
