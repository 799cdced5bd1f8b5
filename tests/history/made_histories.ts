/** Handmade histories for the tests of the checker: small, and whole unless a test breaks them. */
import assert from "node:assert/strict";
import { check } from "./checker.ts";
import type { Attempt, Entry, History, Reading } from "./history.ts";

export const time = (seq: number): string => `2026-01-01T00:00:00.${String(seq).padStart(3, "0")}Z`;

export function entry(seq: number, parts: Partial<Entry> = {}): Entry {
  return {
    seq,
    type: "message.created",
    at: time(seq),
    sender: "alice",
    nonce: `n${seq}`,
    text: `text ${seq}`,
    ...parts,
  };
}

export function attempt(nonce: number, outcome: Attempt["outcome"], parts: Partial<Attempt> = {}): Attempt {
  const common = { sender: "alice", room: "r", road: "socket" as const, invoked: 0, answered: 1 };
  return { ...common, nonce: `n${nonce}`, text: `text ${nonce}`, outcome, ...parts };
}

export const ok = (seq: number): Attempt["outcome"] => ({ is: "ok", seq, at: time(seq) });
export const log = [entry(1), entry(2), entry(3)];
export const reading = (entries: readonly Entry[], after = 0): Reading => ({
  reader: "bob",
  room: "r",
  after,
  entries,
});

export function history({
  log: entries = log,
  ...parts
}: Partial<Omit<History, "logs">> & { log?: readonly Entry[] }): History {
  return { attempts: [], readings: [], ...parts, logs: new Map([["r", entries]]) };
}

export function finds(promise: string, what: RegExp, bad: History): void {
  const found = check(bad);
  assert.equal(found.length, 1, JSON.stringify(found));
  assert.equal(found[0]?.promise, promise);
  assert.match(found[0].what, what);
}
