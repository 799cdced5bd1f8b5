/**
 * The bytes of the suite `http`, and requests with others inside, through a
 * proxy that keeps its connections to the server (requirement 33): the two of
 * them never disagree about where a request ends, and nobody is answered with
 * what another asked for.
 */
import assert from "node:assert/strict";
import { run_suite, type Test } from "../server/suite.ts";
import { ask, strangers } from "./accounts.ts";
import { careless_tests } from "./careless_tests.ts";
import { cut_off_tests } from "./cut_off_tests.ts";
import { hop, hop_names, stop_hops, type HopName } from "./hops.ts";
import { reaching } from "./reaching.ts";
import { socket_tests } from "./socket_tests.ts";
import { list_names, vectors, type ListName, type Vector } from "./vectors.ts";

/** Each is played once; whether the server has read anything of it. */
const played = new Map<string, Promise<boolean>>();

async function reaches(front: HopName, vector: Vector): Promise<boolean> {
  const there = await hop(front);
  const before = strangers(there);
  await vector.play(there);
  return strangers(there) > before;
}

function play(front: HopName, vector: Vector): Promise<boolean> {
  const key = `${front}: ${vector.name}`;
  const known = played.get(key) ?? reaches(front, vector);
  played.set(key, known);
  return known;
}

const vector_tests = (front: HopName, list: ListName): Test[] =>
  vectors[list].map((vector) => ({
    name: `${front}: ${vector.name} [req-33]`,
    async run() {
      await play(front, vector);
    },
  }));

/** Otherwise one that refuses everything would pass for a proper one. */
const reach_test = (front: HopName, list: ListName): Test => ({
  name: `${front}: of ${vectors[list].length} ${list}, ${reaching[front][list]} or more reach the server [req-33]`,
  async run() {
    let reached = 0;
    for (const vector of vectors[list]) if (await play(front, vector).catch(() => false)) reached += 1;
    console.log(`      ${reached} have`);
    assert.ok(reached >= reaching[front][list], `only ${reached} of ${vectors[list].length}`);
  },
});

/** Otherwise nothing of this suite says anything. */
const pool_test = (front: HopName): Test => ({
  name: `${front}: requests of different people share a connection to the server`,
  async run() {
    const there = await hop(front);
    await ask(there);
    const before = await there.backend.accepted();
    for (let asked = 0; asked < 20; asked += 1) await ask(there);
    const opened = (await there.backend.accepted()) - before;
    assert.ok(opened <= 5, `${opened} connections for 20 requests`);
  },
});

const tests_behind = (front: HopName): Test[] => [
  pool_test(front),
  ...list_names.flatMap((list) => vector_tests(front, list).concat(reach_test(front, list))),
  ...cut_off_tests(front),
  ...socket_tests(front),
  ...careless_tests(front),
];

await run_suite(hop_names.flatMap(tests_behind), stop_hops);
