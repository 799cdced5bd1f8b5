/**
 * The promises P1 to P4 on a recorded history: what was acknowledged is there,
 * under the seq that was said, once; the order is total and without gaps; every
 * reader heard a contiguous slice of it; what was refused is not there; what is
 * unknown may be either. Pure.
 */
import type { Attempt, Entry, History, Reading } from "./history.ts";

export interface Violation {
  promise: "P1" | "P2" | "P3" | "P4";
  what: string;
  /** The least that shows it. */
  evidence: readonly unknown[];
}

export function check(history: History): Violation[] {
  const found: Violation[] = [];
  for (const [room, log] of history.logs) {
    found.push(...gapless(room, log), ...times_rise(room, log), ...nonces_once(room, log));
  }
  for (const attempt of history.attempts) {
    const log = history.logs.get(attempt.room) ?? [];
    found.push(...kept_word(attempt, log, history.attempts));
  }
  found.push(...one_answer(history.attempts));
  for (const reading of history.readings) {
    found.push(...contiguous_slice(reading, history.logs.get(reading.room) ?? []));
  }
  return found;
}

/** The violation with the least evidence, in words. */
export function shortest(violations: readonly Violation[]): string {
  const [least] = violations.toSorted((a, b) => a.evidence.length - b.evidence.length);
  if (least === undefined) return "no violation";
  const lines = least.evidence.map((piece) => `  ${JSON.stringify(piece)}`);
  return `${violations.length} violations; the shortest, of ${least.promise}: ${least.what}\n${lines.join("\n")}`;
}

function gapless(room: string, log: readonly Entry[]): Violation[] {
  const at = log.findIndex((entry, index) => entry.seq !== index + 1);
  if (at < 0) return [];
  return [
    {
      promise: "P3",
      what: `the log of ${room} has no seq ${at + 1} at its place`,
      evidence: log.slice(Math.max(0, at - 1), at + 1),
    },
  ];
}

function times_rise(room: string, log: readonly Entry[]): Violation[] {
  const at = log.findIndex((entry, index) => index > 0 && entry.at < (log[index - 1]?.at ?? ""));
  if (at < 0) return [];
  return [{ promise: "P3", what: `time goes backwards in ${room}`, evidence: log.slice(at - 1, at + 1) }];
}

function nonces_once(room: string, log: readonly Entry[]): Violation[] {
  const first = new Map<string, Entry>();
  for (const entry of log) {
    if (entry.nonce === undefined) continue;
    const key = `${entry.sender} ${entry.nonce}`;
    const before = first.get(key);
    if (before !== undefined)
      return [{ promise: "P4", what: `one nonce stands twice in ${room}`, evidence: [before, entry] }];
    first.set(key, entry);
  }
  return [];
}

function kept_word(attempt: Attempt, log: readonly Entry[], all: readonly Attempt[]): Violation[] {
  const { outcome } = attempt;
  const stored = log.find((entry) => entry.nonce === attempt.nonce && entry.sender === attempt.sender);
  if (outcome.is === "ok") {
    if (stored === undefined)
      return [{ promise: "P1", what: "an acknowledged message is lost", evidence: [attempt] }];
    if (stored.seq !== outcome.seq || stored.at !== outcome.at) {
      return [
        {
          promise: "P2",
          what: "a message stands elsewhere than was acknowledged",
          evidence: [attempt, stored],
        },
      ];
    }
    // A repetition may say other words; what counts is what was said first.
    if (!all.some((other) => other.nonce === attempt.nonce && other.text === stored.text)) {
      return [{ promise: "P1", what: "a message has a text that nobody sent", evidence: [attempt, stored] }];
    }
  }
  if (outcome.is === "refused" && stored !== undefined) {
    const explained = all.some(
      (other) =>
        other !== attempt &&
        other.nonce === attempt.nonce &&
        other.sender === attempt.sender &&
        other.outcome.is !== "refused",
    );
    if (!explained)
      return [
        { promise: "P1", what: "what was refused as not stored is stored", evidence: [attempt, stored] },
      ];
  }
  return [];
}

function one_answer(attempts: readonly Attempt[]): Violation[] {
  const answers = new Map<string, Attempt>();
  for (const attempt of attempts) {
    if (attempt.outcome.is !== "ok") continue;
    const key = `${attempt.room} ${attempt.sender} ${attempt.nonce}`;
    const before = answers.get(key);
    if (before?.outcome.is === "ok" && before.outcome.seq !== attempt.outcome.seq) {
      return [{ promise: "P4", what: "one nonce was answered with two places", evidence: [before, attempt] }];
    }
    answers.set(key, attempt);
  }
  return [];
}

function contiguous_slice({ reader, room, after, entries }: Reading, log: readonly Entry[]): Violation[] {
  let before = after;
  for (const entry of entries) {
    if (entry.seq !== before + 1) {
      return [
        {
          promise: "P3",
          what: `${reader} heard seq ${entry.seq} of ${room} after ${before}`,
          evidence: [entry],
        },
      ];
    }
    before = entry.seq;
    const truth = log[entry.seq - 1];
    if (truth === undefined || JSON.stringify(key_of(entry)) !== JSON.stringify(key_of(truth))) {
      return [
        {
          promise: "P3",
          what: `${reader} heard of ${room} what does not stand in its log`,
          evidence: [entry, truth],
        },
      ];
    }
  }
  return [];
}

function key_of({ seq, type, at, sender, nonce, text }: Entry): unknown[] {
  return [seq, type, at, sender, nonce, text];
}
