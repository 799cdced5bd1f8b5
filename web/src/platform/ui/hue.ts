/** Which colour of the palette a person has: always the same one, from the id. Pure. */
import type { User } from "../../protocol.ts";

export const HUES = 7;

export type Hue = `${number}` | "me" | "gone";

export function hue_of(user: User | undefined, mine: boolean): Hue {
  if (user === undefined || user.deleted === true) return "gone";
  if (mine) return "me";
  let sum = 0;
  for (const sign of user.id) sum = (sum * 31 + sign.charCodeAt(0)) % 1_000_003;
  return `${sum % HUES}`;
}
