/** What I have begun to write, per room, on this device. */
import { remember, remembered } from "../../platform/store/device.ts";

const key = (me: string, room: string): string => `draft:${me}:${room}`;

export function draft_of(me: string, room: string): string {
  return remembered(key(me, room)) ?? "";
}

export function keep_draft(me: string, room: string, text: string): void {
  remember(key(me, room), text === "" ? undefined : text);
}
