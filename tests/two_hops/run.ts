/**
 * The bytes of the suite `http`, and requests with others inside, through a
 * proxy that keeps its connections to the server (requirement 33): the two of
 * them never disagree about where a request ends, and nobody is answered with
 * what another asked for.
 */
import assert from "node:assert/strict";
import { answered } from "../http/answered.ts";
import { refused } from "../http/refused.ts";
import { run_suite, type Test } from "../server/suite.ts";
import { ask, Marker, send } from "./accounts.ts";
import { hop, hop_names, stop_hops, type HopName } from "./hops.ts";
import { smuggled } from "./smuggled.ts";

/** An answer of the server that is no refusal, or one of either's refusals. */
function assert_sound(statuses: readonly number[], good: readonly number[], said: string): void {
  const wrong = statuses.filter(
    (status) => ![100, ...good].includes(status) && (status < 400 || status > 599),
  );
  assert.deepEqual(wrong, [], said);
}

const refused_tests = (front: HopName): Test[] =>
  refused.map(({ name, bytes }) => ({
    name: `${front}: refused or mended, ${name} [req-33]`,
    async run() {
      const there = await hop(front);
      const { statuses, text } = await send(
        there,
        `${bytes}{marker}`,
        new Marker(there, "Connection: close\r\n"),
      );
      assert.ok(statuses.length <= 2, `more answers than requests: ${text}`);
      assert_sound(statuses, [200], text);
    },
  }));

const answered_tests = (front: HopName): Test[] =>
  answered.map(({ name, bytes, statuses: good }) => ({
    name: `${front}: answered, ${name} [req-33]`,
    async run() {
      const there = await hop(front);
      const marker = new Marker(there, "Connection: close\r\n");
      const { statuses, text } = await send(there, `${bytes}{marker}`, marker, 1);
      assert.ok(statuses.length > 0 && statuses.length <= good.length + 1, text);
      assert_sound(statuses, [...good, 200], text);
    },
  }));

const smuggled_tests = (front: HopName): Test[] =>
  smuggled.map(({ name, bytes }) => ({
    name: `${front}: nothing is smuggled ${name} [req-33]`,
    async run() {
      const there = await hop(front);
      const marker = new Marker(there);
      const { statuses, text } = await send(there, bytes(marker.bytes.length), marker);
      // Whose length ends before the marker has read three: the one around it, the marker, and what is left.
      assert.ok(statuses.length <= 3, `more answers than requests: ${text}`);
      assert_sound(statuses, [200], text);
    },
  }));

/** Otherwise nothing of this suite says anything. */
const pool_test = (front: HopName): Test => ({
  name: `${front}: requests of different people share a connection to the server`,
  async run() {
    const there = await hop(front);
    await ask(there);
    const before = await there.server.metric("chatelier_accepted_total");
    for (let asked = 0; asked < 20; asked += 1) await ask(there);
    const opened = (await there.server.metric("chatelier_accepted_total")) - before;
    assert.ok(opened <= 5, `${opened} connections for 20 requests`);
  },
});

const tests_behind = (front: HopName): Test[] => [
  pool_test(front),
  ...refused_tests(front),
  ...answered_tests(front),
  ...smuggled_tests(front),
];

await run_suite(hop_names.flatMap(tests_behind), stop_hops);
