/** What all checks of outages ask of what was done meanwhile. Pure. */
import type { Trouble } from "./history.ts";

/** How long a send waits in the server's queue for a log that cannot be written (`queue_patience`). */
export const QUEUED_FOR_MS = 2_000;

/** Of a sender who may not write there just now; the outage has nothing to do with it. */
export const own_fault: ReadonlySet<string> = new Set(["room/not_member", "room/not_found"]);

/** Something that was asked for, and answered later. */
export interface Span {
  invoked: number;
  answered: number;
}

export function inside({ invoked, answered }: Span, { begun, over }: Trouble): boolean {
  return invoked >= begun && answered <= over;
}
