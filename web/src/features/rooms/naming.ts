/** What a room is called, and in which order rooms stand. Pure. */
import type { Room } from "../../protocol.ts";
import type { MyRoom, RoomsState } from "./model.ts";

export type NameOf = (user: string) => string;

/** The others in a direct message; of nobody but me it keeps me. */
export function others_in(room: Pick<Room, "people">, me: string | undefined): readonly string[] {
  const people = room.people ?? [];
  const others = people.filter((user) => user !== me);
  return others.length > 0 ? others : people;
}

/** A direct message is called by who else is in it. */
export function room_name(
  room: Pick<Room, "name" | "kind" | "people">,
  me: string | undefined,
  name_of: NameOf,
): string {
  return room.kind === "dm" ? others_in(room, me).map(name_of).join(", ") : room.name;
}

export interface Sections {
  readonly rooms: readonly MyRoom[];
  /** Without those that were put away, except the one on screen. */
  readonly direct: readonly MyRoom[];
}

/** By name, as a reader of this language expects. */
export function in_sections(
  state: RoomsState,
  name_of: NameOf,
  locale: string,
  on_screen?: string,
): Sections {
  const collator = new Intl.Collator(locale, { sensitivity: "base", numeric: true });
  const named = [...state.joined.values()].map((room) => ({
    room,
    name: room_name(room, state.me, name_of),
  }));
  named.sort((a, b) => collator.compare(a.name, b.name));
  const sorted = named.map(({ room }) => room);
  return {
    rooms: sorted.filter((room) => room.kind !== "dm"),
    direct: sorted.filter((room) => room.kind === "dm" && (room.hidden !== true || room.room === on_screen)),
  };
}
