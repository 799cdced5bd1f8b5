/** Whether time tells who has an account, on a machine that does other things too: what would cost a hash less shows. */
import assert from "node:assert/strict";
import type { Test } from "../server/suite.ts";
import { compare, words_of, type Comparison } from "../timing/comparison.ts";
import { Door, type Question } from "../timing/questions.ts";

const SAMPLES = 24;
const WARMING_UP = 4;
const DIFFERENCE_AT_MOST = 0.2;
/** Another program may take the processor from one of them. */
const TRIES = 3;

let opened: Promise<Door> | undefined;

async function alike(ask: (door: Door) => Promise<Question>): Promise<void> {
  opened ??= Door.open();
  const found: Comparison[] = [];
  while (found.length < TRIES) {
    const comparison = await compare(await ask(await opened), SAMPLES, WARMING_UP);
    if (Math.abs(comparison.difference) <= DIFFERENCE_AT_MOST) return;
    found.push(comparison);
  }
  assert.fail(found.map(words_of).join("\n"));
}

export async function close_door(): Promise<void> {
  await (await opened)?.close();
}

export const timing_tests: readonly Test[] = [
  {
    name: "a wrong password costs as much time as an account that nobody has [req-7]",
    run: () => alike((door) => door.signing_in(SAMPLES)),
  },
  {
    name: "an address that somebody has costs as much time as a new one [req-7]",
    run: () => alike((door) => door.signing_up()),
  },
];
