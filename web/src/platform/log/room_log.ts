/**
 * Where this client stands in one room's log. Events are let through in seq
 * order, each once; what arrives beyond a gap waits until the gap is filled.
 * Only events move the cursor: never an ack, never the answer to a request.
 * Pure; shared by everything that folds the log.
 */
import type { DurableEvent } from "../../protocol.ts";

export interface RoomLog {
  /** The seq of the last event that was let through. */
  readonly cursor: number;
  /** The highest seq known to exist. */
  readonly head: number;
  /** Events beyond a gap, ascending. */
  readonly ahead: readonly DurableEvent[];
}

export interface Admission {
  log: RoomLog;
  admitted: readonly DurableEvent[];
}

/** What lies further beyond a gap is fetched, not kept. */
const AHEAD_AT_MOST = 1_000;

export function begin_log(cursor: number): RoomLog {
  return { cursor, head: cursor, ahead: [] };
}

export function admit(log: RoomLog, event: DurableEvent): Admission {
  if (event.seq <= log.cursor) return { log, admitted: [] };
  const head = Math.max(log.head, event.seq);
  if (event.seq > log.cursor + 1)
    return { log: { ...log, head, ahead: keep_ahead(log.ahead, event) }, admitted: [] };

  const admitted = [event];
  let cursor = event.seq;
  let used = 0;
  for (const waiting of log.ahead) {
    if (waiting.seq > cursor + 1) break;
    used += 1;
    if (waiting.seq === cursor + 1) {
      admitted.push(waiting);
      cursor = waiting.seq;
    }
  }
  return { log: { cursor, head, ahead: used === 0 ? log.ahead : log.ahead.slice(used) }, admitted };
}

/** The server says how far the log reaches; what is missing shows as a gap. */
export function told_head(log: RoomLog, last_seq: number): RoomLog {
  return last_seq > log.head ? { ...log, head: last_seq } : log;
}

/** The seq after which events are missing, or undefined when all is here. */
export function missing_after(log: RoomLog): number | undefined {
  return log.head > log.cursor ? log.cursor : undefined;
}

function keep_ahead(ahead: readonly DurableEvent[], event: DurableEvent): readonly DurableEvent[] {
  const place = ahead.findIndex((waiting) => waiting.seq >= event.seq);
  if (place >= 0 && ahead[place]?.seq === event.seq) return ahead;
  const grown = place < 0 ? [...ahead, event] : [...ahead.slice(0, place), event, ...ahead.slice(place)];
  return grown.length > AHEAD_AT_MOST ? grown.slice(0, AHEAD_AT_MOST) : grown;
}
