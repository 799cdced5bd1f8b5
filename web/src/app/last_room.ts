/** The room that was last on screen, per person, on this device. */
import { remember, remembered } from "../platform/store/device.ts";

export const last_room = (me: string): string | undefined => remembered(`room:${me}`);

export function keep_last_room(me: string, room: string): void {
  remember(`room:${me}`, room);
}
