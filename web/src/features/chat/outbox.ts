/**
 * Messages on their way: each keeps one nonce for its whole life, so that
 * sending it again can never make two. Rooms send in order, one at a time.
 * Pure: time and randomness are arguments; the sender drives it.
 */
import { retryable } from "../../protocol.ts";
import { backoff_ms } from "../../platform/socket/backoff.ts";

export interface Pending {
  readonly nonce: string;
  readonly room: string;
  readonly text: string;
  /** When it was written, by the clock of this device: for display only. */
  readonly at: string;
  readonly state: "queued" | "sending" | "stored" | "failed";
  readonly attempts: number;
  /** A queued one is not sent before this moment. */
  readonly not_before: number;
  /** Why it failed, or what it waits for. */
  readonly code?: string;
  /** Where it is stored; the event that shows it may still be on its way. */
  readonly seq?: number;
}

export type Outbox = readonly Pending[];

export interface Refusal {
  code: string;
  retry_after_ms?: number | undefined;
}

const RETRY = { base_ms: 400, cap_ms: 10_000 };
/** Refusals that pass by themselves; `log/unknown` may be stored already, and the nonce makes asking again safe. */
const PASSING: ReadonlySet<string> = new Set(retryable);
const ATTEMPTS_AT_MOST = 6;
/** The room's own pace: waiting for it is no failed attempt, and the person is told how long. */
const PACED = "room/slow_mode";

export function written(outbox: Outbox, message: Pick<Pending, "nonce" | "room" | "text" | "at">): Outbox {
  if (outbox.some((pending) => pending.nonce === message.nonce)) return outbox;
  return [...outbox, { ...message, state: "queued", attempts: 0, not_before: 0 }];
}

/** What may go out now: per room the first that is neither stored nor failed, if it is due. */
export function due(outbox: Outbox, now: number): readonly Pending[] {
  const busy = new Set<string>();
  const ready: Pending[] = [];
  for (const pending of outbox) {
    if (pending.state === "stored" || pending.state === "failed" || busy.has(pending.room)) continue;
    busy.add(pending.room);
    if (pending.state === "queued" && pending.not_before <= now) ready.push(pending);
  }
  return ready;
}

/** When something queued becomes due, or undefined when nothing waits for time to pass. */
export function next_due_at(outbox: Outbox, now: number): number | undefined {
  const moments = outbox.filter((pending) => pending.state === "queued" && pending.not_before > now);
  return moments.length === 0 ? undefined : Math.min(...moments.map((pending) => pending.not_before));
}

export function sending(outbox: Outbox, nonce: string): Outbox {
  return changed(outbox, nonce, (pending) => ({
    ...without_code(pending),
    state: "sending",
    attempts: pending.attempts + 1,
  }));
}

/** Acknowledged at `seq`. When the room's log has passed it, its event will not come again. */
export function acknowledged(outbox: Outbox, nonce: string, seq: number, cursor: number): Outbox {
  if (seq <= cursor) return seen(outbox, nonce);
  return changed(outbox, nonce, (pending) => ({ ...without_code(pending), state: "stored", seq }));
}

export function refused(
  outbox: Outbox,
  nonce: string,
  refusal: Refusal,
  now: number,
  random: number,
): Outbox {
  return changed(outbox, nonce, (pending) => {
    if (refusal.code === PACED && refusal.retry_after_ms !== undefined) {
      const not_before = now + refusal.retry_after_ms;
      return { ...pending, state: "queued", code: PACED, attempts: 0, not_before };
    }
    if (!PASSING.has(refusal.code) || pending.attempts >= ATTEMPTS_AT_MOST) {
      return { ...pending, state: "failed", code: refusal.code };
    }
    const wait = Math.max(refusal.retry_after_ms ?? 0, backoff_ms(pending.attempts, RETRY, random));
    return { ...pending, state: "queued", not_before: now + wait };
  });
}

/** The connection went before the answers: all that was under way is sent again, with the same nonces. */
export function interrupted(outbox: Outbox): Outbox {
  if (!outbox.some((pending) => pending.state === "sending" || pending.state === "stored")) return outbox;
  return outbox.map((pending) =>
    pending.state === "sending" || pending.state === "stored"
      ? { ...pending, state: "queued" as const, attempts: 0, not_before: 0 }
      : pending,
  );
}

export function retried(outbox: Outbox, nonce: string): Outbox {
  return changed(outbox, nonce, (pending) =>
    pending.state === "failed"
      ? { ...without_code(pending), state: "queued", attempts: 0, not_before: 0 }
      : pending,
  );
}

/** Its event came, it is in a page, or the person let it go. */
export function seen(outbox: Outbox, nonce: string): Outbox {
  return outbox.some((pending) => pending.nonce === nonce)
    ? outbox.filter((pending) => pending.nonce !== nonce)
    : outbox;
}

/** Every event up to `cursor` has been applied: what was stored before it has been shown. */
export function passed(outbox: Outbox, room: string, cursor: number): Outbox {
  const done = (pending: Pending): boolean =>
    pending.room === room && pending.state === "stored" && pending.seq !== undefined && pending.seq <= cursor;
  return outbox.some(done) ? outbox.filter((pending) => !done(pending)) : outbox;
}

export function without_room(outbox: Outbox, room: string): Outbox {
  return outbox.some((pending) => pending.room === room)
    ? outbox.filter((pending) => pending.room !== room)
    : outbox;
}

function changed(outbox: Outbox, nonce: string, change: (pending: Pending) => Pending): Outbox {
  return outbox.map((pending) => (pending.nonce === nonce ? change(pending) : pending));
}

function without_code(pending: Pending): Pending {
  const { code: _code, ...rest } = pending;
  return rest;
}
