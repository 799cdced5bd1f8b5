/** The checker finds what is wrong: handmade histories, each with one broken promise. */
import assert from "node:assert/strict";
import type { Test } from "../server/suite.ts";
import { check, shortest } from "./checker.ts";
import { attempt, entry, finds, history, log, ok, reading, time } from "./made_histories.ts";

const tests: Record<string, () => void> = {
  "a good history has no violation"() {
    const attempts = [
      attempt(1, ok(1)),
      attempt(2, { is: "unknown", why: "lost" }),
      attempt(2, ok(2)),
      attempt(2, ok(2), { text: "other words", road: "rest" }),
      attempt(3, { is: "unknown", why: "lost" }),
      attempt(3, { is: "refused", code: "log/unavailable" }),
      attempt(4, { is: "unknown", why: "lost" }),
      attempt(4, { is: "refused", code: "log/unavailable" }),
      attempt(5, { is: "refused", code: "log/unavailable" }),
    ];
    assert.deepEqual(
      check(history({ attempts, readings: [reading(log), reading(log.slice(1), 1), reading([])] })),
      [],
    );
    assert.equal(shortest([]), "no violation");
  },
  "an acknowledged message that is lost"() {
    finds("P1", /acknowledged message is lost/, history({ attempts: [attempt(9, ok(9))] }));
  },
  "a message that stands elsewhere than was said"() {
    finds("P2", /stands elsewhere/, history({ attempts: [attempt(2, ok(3))] }));
    finds("P2", /stands elsewhere/, history({ attempts: [attempt(2, { is: "ok", seq: 2, at: time(3) })] }));
  },
  "a text that nobody sent"() {
    finds("P1", /nobody sent/, history({ attempts: [attempt(2, ok(2), { text: "something else" })] }));
  },
  "a refused message that is stored"() {
    finds("P10", /refused/, history({ attempts: [attempt(2, { is: "refused", code: "log/unavailable" })] }));
  },
  "a nonce that stands twice"() {
    finds("P4", /twice/, history({ log: [entry(1), entry(2, { nonce: "n1" })] }));
    assert.deepEqual(check(history({ log: [entry(1), entry(2, { nonce: "n1", sender: "bob" })] })), []);
  },
  "a nonce that was answered with two places"() {
    const found = check(history({ attempts: [attempt(1, ok(1)), attempt(1, ok(2), { road: "rest" })] }));
    assert.ok(found.some(({ promise, what }) => promise === "P4" && /two places/.test(what)));
  },
  "a log with a gap, out of order, or with a time that falls"() {
    finds("P3", /no seq 2/, history({ log: [entry(1), entry(3)] }));
    finds("P3", /no seq 1/, history({ log: [entry(2)] }));
    finds("P3", /backwards/, history({ log: [entry(1), entry(2, { at: time(0) })] }));
  },
  "a reader who missed one, heard one twice, or heard something else"() {
    finds("P3", /heard seq 3 of r after 1/, history({ readings: [reading([entry(1), entry(3)])] }));
    finds("P3", /heard seq 1 of r after 1/, history({ readings: [reading([entry(1), entry(1)])] }));
    finds("P3", /heard seq 1 of r after 2/, history({ readings: [reading([entry(1)], 2)] }));
    finds("P3", /does not stand/, history({ readings: [reading([entry(1, { text: "x" })])] }));
    finds("P3", /does not stand/, history({ readings: [reading([...log, entry(4)])] }));
  },
  "the shortest evidence comes first"() {
    const bad = history({ log: [entry(1), entry(1)], attempts: [attempt(9, ok(9))] });
    assert.match(shortest(check(bad)), /of P1: an acknowledged message is lost\n {2}\{"sender"/);
  },
};

export const checker_tests: Test[] = Object.entries(tests).map(([name, test]) => ({
  name: `the checker: ${name}`,
  run: () => Promise.resolve().then(test),
}));
