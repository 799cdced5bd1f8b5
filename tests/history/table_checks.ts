/** What Postgres holds beside the log is what the log says: projections are written in the same transaction (P1, P11). Pure. */
import type { Entry, History } from "./history.ts";
import { members_of } from "./log_checks.ts";
import type { Violation } from "./violation.ts";

export function tables_hold({ logs, tables }: History): Violation[] {
  if (tables === undefined) return [];
  const found: Violation[] = [];
  for (const [room, log] of logs) {
    const served = log.map(({ seq, type, at, sender }): Entry => ({ seq, type, at, sender: sender ?? "" }));
    found.push(
      ...same("P1", `what is served of ${room} is not its log`, served, tables.events.get(room) ?? []),
      ...same(
        "P1",
        `the messages of ${room} are not its log`,
        seqs_of_messages(log),
        tables.messages.get(room),
      ),
      ...same(
        "P1",
        `the members of ${room} are not its log`,
        [...members_of(log)].sort(),
        tables.members.get(room),
      ),
    );
    // An older change never stands above a newer one.
    const topic = log.findLast((entry) => entry.topic !== undefined);
    if (topic !== undefined && tables.topics.get(room) !== topic.topic) {
      const what = `the topic of ${room} is not the last that was given`;
      found.push({ promise: "P11", what, evidence: [topic, tables.topics.get(room)] });
    }
  }
  return found;
}

function seqs_of_messages(log: readonly Entry[]): number[] {
  return log.filter(({ type }) => type === "message.created").map(({ seq }) => seq);
}

function same<Item>(
  promise: Violation["promise"],
  what: string,
  expected: readonly Item[],
  actual: readonly Item[] = [],
): Violation[] {
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [expected[index], actual[index]];
    if (JSON.stringify(left) !== JSON.stringify(right)) return [{ promise, what, evidence: [left, right] }];
  }
  return [];
}
