/** What must hold of everything that somebody heard (P3, P5, P6): a contiguous slice of the one order, all of it, nothing while out. Pure. */
import { ends_for, type Entry, type Heard, type History, type Reading, type Return } from "./history.ts";
import type { Violation } from "./violation.ts";

/** Of more events than these one is told to read again. */
const MOST_MISSED = 1_000;

export function readings_hold(history: History): Violation[] {
  const { logs, readings, deaf = [] } = history;
  const found: Violation[] = [];
  for (const reading of readings) {
    const log = logs.get(reading.room) ?? [];
    found.push(
      ...contiguous_slice(reading, log),
      ...claim_is_answered(reading),
      ...resumed_in_full(reading),
      ...snapshot_joins(reading, log),
      ...nothing_while_out(reading, log, history),
    );
  }
  for (const who of deaf)
    found.push({ promise: "P6", what: `${who.reader} never heard the end of ${who.room}`, evidence: [who] });
  return found;
}

function contiguous_slice(reading: Reading, log: readonly Entry[]): Violation[] {
  const { reader, room, after, entries } = reading;
  const [first] = entries;
  if (first !== undefined && after === undefined) {
    const what = `${reader} heard of ${room} without having asked, or after the end`;
    return [{ promise: "P5", what, evidence: [first] }];
  }
  let before = after ?? 0;
  for (const entry of entries) {
    if (entry.seq !== before + 1) {
      const what = `${reader} heard seq ${entry.seq} of ${room} after ${before}`;
      return [{ promise: "P3", what, evidence: [entry] }];
    }
    before = entry.seq;
    const truth = log[entry.seq - 1];
    if (truth === undefined || JSON.stringify(said_in(entry)) !== JSON.stringify(said_in(truth))) {
      const what = `${reader} heard of ${room} what does not stand in its log`;
      return [{ promise: "P3", what, evidence: [entry, truth] }];
    }
  }
  return [];
}

/** Whoever asks is answered, and with `resync` where nothing else can be right. */
function claim_is_answered({ reader, room, after = 0, claim, entries }: Reading): Violation[] {
  if (claim === undefined || claim.answer === "gone" || claim.answer === "lost") return [];
  const evidence = [{ after, claim }, ...entries.slice(0, 1)];
  if (claim.answer === "silence")
    return [{ promise: "P5", what: `${reader} asked for ${room} and was not answered`, evidence }];
  const too_much = claim.impossible === true || claim.head - after > MOST_MISSED;
  if (!too_much || (claim.answer === "resync" && entries.length === 0)) return [];
  const what = `${reader} asked ${room} for what cannot be or is too much, and was not told to resync`;
  return [{ promise: "P5", what, evidence }];
}

function said_in({ seq, type, at, sender, nonce, text, user, topic }: Entry): unknown[] {
  return [seq, type, at, sender, nonce, text, user, topic];
}

function resumed_in_full({ reader, room, after, resumed }: Reading): Violation[] {
  if (resumed === undefined || resumed.by_then >= resumed.last_seq) return [];
  const what = `${reader} was told that ${room} had been sent, and it had not`;
  return [{ promise: "P5", what, evidence: [{ after, ...resumed }] }];
}

/** The snapshot holds every message up to its head, and the stream goes on behind it. */
function snapshot_joins({ reader, room, snapshot }: Reading, log: readonly Entry[]): Violation[] {
  if (snapshot === undefined) return [];
  const truth = log
    .filter(({ seq, type }) => seq <= snapshot.last_seq && type === "message.created")
    .slice(-snapshot.limit);
  for (const [index, entry] of truth.entries()) {
    const seen = snapshot.messages[index];
    if (seen !== undefined && JSON.stringify(said_in(seen)) === JSON.stringify(said_in(entry))) continue;
    const what = `the snapshot of ${room} that ${reader} read is not the log up to ${snapshot.last_seq}`;
    return [{ promise: "P6", what, evidence: [seen, entry] }];
  }
  return [];
}

interface Absence {
  left: Entry;
  joined: Entry | undefined;
}

function absences(user: string | undefined, log: readonly Entry[]): Absence[] {
  const all: Absence[] = [];
  for (const entry of log) {
    if (ends_for(user, entry)) all.push({ left: entry, joined: undefined });
    const last = all.at(-1);
    if (entry.type === "member.joined" && entry.user === user && last !== undefined) last.joined ??= entry;
  }
  return all;
}

/** What was said while somebody was out of a private room reaches them only once they are in again. */
function nothing_while_out(reading: Reading, log: readonly Entry[], history: History): Violation[] {
  const { reader, user, room, entries } = reading;
  if (history.private_rooms?.has(room) !== true || entries.length === 0) return [];
  for (const { left, joined } of absences(user, log)) {
    const back = joined === undefined ? undefined : return_of(joined, reading, history.returns ?? []);
    if (joined !== undefined && back === undefined) continue;
    const heard = entries.find(
      (entry: Heard) =>
        entry.seq > left.seq &&
        entry.seq < (joined?.seq ?? Number.POSITIVE_INFINITY) &&
        (back === undefined || (entry.heard ?? 0) < back.invoked),
    );
    if (heard === undefined) continue;
    const what = `${reader} heard of ${room} after having left it`;
    return [{ promise: "P5", what, evidence: [left, heard] }];
  }
  return [];
}

function return_of(joined: Entry, { user, room }: Reading, returns: readonly Return[]): Return | undefined {
  return returns.find(
    (back) =>
      back.room === room &&
      back.user === user &&
      back.head_before < joined.seq &&
      joined.seq <= back.head_after,
  );
}
