/** What must hold of the logs alone: no gaps, time that does not fall, each nonce once, no author who was not in the room. Pure. */
import { ends_for, type Entry, type History } from "./history.ts";
import { first_of, type Violation } from "./violation.ts";

export function logs_hold({ logs, other_logs = [] }: History): Violation[] {
  const found: Violation[] = [];
  for (const [room, log] of logs) {
    found.push(
      ...gapless(room, log),
      ...times_rise(room, log),
      ...nonces_once(room, log),
      ...authors_in(room, log),
    );
    for (const other of other_logs) found.push(...one_log(room, log, other.get(room) ?? []));
  }
  return found;
}

function gapless(room: string, log: readonly Entry[]): Violation[] {
  const at = log.findIndex((entry, index) => entry.seq !== index + 1);
  if (at < 0) return [];
  const what = `the log of ${room} has no seq ${at + 1} at its place`;
  return [{ promise: "P3", what, evidence: log.slice(Math.max(0, at - 1), at + 1) }];
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

/** Only where the log says who came in. */
function authors_in(room: string, log: readonly Entry[]): Violation[] {
  const inside = members_of(log.slice(0, 1));
  if (inside.size === 0) return [];
  const found: Violation[] = [];
  let last: Entry | undefined;
  for (const entry of log) {
    if (entry.type === "message.created" && !inside.has(entry.sender ?? "")) {
      const evidence = last === undefined ? [entry] : [last, entry];
      found.push({ promise: "P2", what: `somebody who was not in ${room} wrote there`, evidence });
    }
    if (entry.user !== undefined) {
      step(inside, entry);
      last = entry;
    }
  }
  return first_of(found);
}

function one_log(room: string, log: readonly Entry[], other: readonly Entry[]): Violation[] {
  const at = Math.max(log.length, other.length);
  for (let index = 0; index < at; index += 1) {
    const [here, there] = [log[index], other[index]];
    if (JSON.stringify(here) !== JSON.stringify(there))
      return [{ promise: "P3", what: `two nodes tell ${room} in two ways`, evidence: [here, there] }];
  }
  return [];
}

/** Who is in the room after all of this. */
export function members_of(log: readonly Entry[]): Set<string> {
  const inside = new Set<string>();
  for (const entry of log) step(inside, entry);
  return inside;
}

function step(inside: Set<string>, entry: Entry): void {
  if (entry.type === "room.created" && entry.sender !== undefined) inside.add(entry.sender);
  if (entry.user === undefined) return;
  if (entry.type === "member.joined") inside.add(entry.user);
  else if (ends_for(entry.user, entry)) inside.delete(entry.user);
}
