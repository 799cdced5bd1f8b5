/** Settings as they are being changed, and what of them is new. Pure. */
import type { Rank, Visibility } from "../../protocol.ts";
import type { RoomChanges } from "./governing.ts";
import type { MyRoom } from "./model.ts";

export interface Wanted {
  name: string;
  topic: string;
  visibility: Visibility;
  posting: Rank;
  drawing: Rank;
  slow_mode: number;
}

const SLOW_MODES: readonly number[] = [0, 5, 10, 30, 60, 300, 900, 3_600, 21_600];

export function begin_settings(room: MyRoom): Wanted {
  return {
    name: room.name,
    topic: room.topic ?? "",
    visibility: room.kind === "private" ? "private" : "public",
    ...room.settings,
  };
}

/** Only what differs from the room is sent, so that nobody else's change is undone. */
export function changes_of(room: MyRoom, wanted: Wanted): RoomChanges {
  const now = begin_settings(room);
  const trimmed = { ...wanted, name: wanted.name.trim(), topic: wanted.topic.trim() };
  const entries = Object.entries(trimmed).filter(([key, value]) => now[key as keyof Wanted] !== value);
  return Object.fromEntries(entries) as RoomChanges;
}

/** The usual waits, and the one that is set. */
export function slow_modes(now: number): readonly number[] {
  return SLOW_MODES.includes(now) ? SLOW_MODES : [...SLOW_MODES, now].sort((a, b) => a - b);
}
