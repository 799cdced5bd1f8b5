/**
 * Messages on their way, kept on this device under one key per nonce, so that
 * a reload, a crash or a second tab never loses one: whoever finds it sends it
 * again under the same nonce, and the server knows it.
 */
import { remember, remembered_under } from "../../platform/store/device.ts";
import type { Outbox, Pending } from "./outbox.ts";

type Kept = Pick<Pending, "nonce" | "room" | "text" | "at">;

const under = (me: string): string => `pending:${me}:`;

/** Oldest first. */
export function kept_pending(me: string): readonly Kept[] {
  const kept = [...remembered_under(under(me))].flatMap(([nonce, value]) => parse(nonce, value));
  return kept.sort((a, b) => a.at.localeCompare(b.at));
}

/** Writes what is new and removes what has arrived or was let go. */
export function keep_pending(me: string, before: Outbox, now: Outbox): void {
  const known = new Set(before.map((pending) => pending.nonce));
  const held = new Set(now.map((pending) => pending.nonce));
  for (const { nonce, room, text, at } of now) {
    if (!known.has(nonce)) remember(under(me) + nonce, JSON.stringify({ room, text, at }));
  }
  for (const nonce of known) if (!held.has(nonce)) remember(under(me) + nonce, undefined);
}

function parse(nonce: string, value: string): Kept[] {
  try {
    const { room, text, at } = JSON.parse(value) as Partial<Kept>;
    const sound = typeof room === "string" && typeof text === "string" && typeof at === "string";
    return sound ? [{ nonce, room, text, at }] : [];
  } catch {
    return [];
  }
}
