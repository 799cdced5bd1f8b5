/**
 * The promises P1 to P6, P9 to P11, P13 and P15 on a recorded history: what was
 * acknowledged is there, under the seq that was said, once; the order is total
 * and without gaps; every reader heard a contiguous slice of it and nothing
 * while out; what was refused is not there; what is unknown becomes known by
 * repeating; an outage costs what it may and no more. Pure.
 */
import { acts_became_events, answers_hold, witnesses_agree } from "./attempt_checks.ts";
import type { History } from "./history.ts";
import { logs_hold } from "./log_checks.ts";
import { readings_hold } from "./reader_checks.ts";
import { tables_hold } from "./table_checks.ts";
import { troubles_pass } from "./trouble_checks.ts";
import type { Violation } from "./violation.ts";

export function check(history: History): Violation[] {
  return [
    ...logs_hold(history),
    ...answers_hold(history),
    ...witnesses_agree(history),
    ...acts_became_events(history),
    ...readings_hold(history),
    ...tables_hold(history),
    ...troubles_pass(history),
  ];
}

/** The violation with the least evidence, in words, and how many there are of each promise. */
export function shortest(violations: readonly Violation[]): string {
  const [least] = violations.toSorted((a, b) => a.evidence.length - b.evidence.length);
  if (least === undefined) return "no violation";
  const lines = least.evidence.map((piece) => `  ${JSON.stringify(piece)}`);
  const others = new Set(violations.map(({ promise, what }) => `${promise}: ${what}`));
  others.delete(`${least.promise}: ${least.what}`);
  const also = [...others].slice(0, 8).map((other) => `  also ${other}`);
  return [
    `${violations.length} violations; the shortest, of ${least.promise}: ${least.what}`,
    ...lines,
    ...also,
  ].join("\n");
}
