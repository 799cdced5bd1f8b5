/**
 * What the rooms' screens can do: list, create, join, leave, read who is here,
 * mark as read. What only some may do is in governing.ts. State lives with the
 * app; the reducer of this folder changes it.
 */
import type { Accessor } from "solid-js";
import type { Api } from "../../platform/api/api.ts";
import type { Command } from "../../platform/socket/socket.ts";
import type { Invitation, Member, Room, RoomPage, User, Visibility } from "../../protocol.ts";
import { govern, type Governing } from "./governing.ts";
import { left, mark_read, put_away, take_members, type RoomsState } from "./model.ts";
import { room_name } from "./naming.ts";

export interface RoomsPorts {
  api: Api;
  state: Accessor<RoomsState>;
  change: (change: (state: RoomsState) => RoomsState) => void;
  tell: (command: Command) => void;
  connected: Accessor<boolean>;
  person: (id: string) => User | undefined;
  name_of: (user: User | undefined) => string;
  meet: (users: readonly User[]) => void;
}

export interface Rooms {
  state: Accessor<RoomsState>;
  person: (id: string) => User | undefined;
  /** What a room is called, also a direct message. */
  name: (room: Pick<Room, "name" | "kind" | "people">) => string;
  govern: Governing;
  public_rooms: (cursor?: string) => Promise<RoomPage>;
  look_up: (room: string) => Promise<Room>;
  create: (name: string, topic: string, visibility: Visibility) => Promise<Room>;
  /** The one room of exactly these people and me. */
  open_direct: (users: readonly string[]) => Promise<Room>;
  invitation: (code: string) => Promise<Invitation>;
  accept: (code: string) => Promise<Room>;
  join: (room: string) => Promise<Room>;
  leave: (room: string) => Promise<void>;
  /** The next part of the list; says whether there is more. */
  load_members: (room: string, cursor?: string) => Promise<string | undefined>;
  /** The newest of the room is before my eyes. */
  read: (room: string) => void;
  on_screen: (room: string, visible: boolean) => void;
}

const PAGE = 50;
const MEMBERS_PAGE = 200;

/** A room in which much is said is not marked at every word. */
const MARK_EVERY_MS = 1_000;

export function create_rooms(ports: RoomsPorts): Rooms {
  const marking = new Map<string, ReturnType<typeof setTimeout>>();

  const tell_mark = (room: string, told: number | undefined): void => {
    marking.delete(room);
    const read_seq = ports.state().joined.get(room)?.read_seq;
    if (read_seq === undefined || read_seq === told || !ports.connected()) return;
    ports.tell({ type: "read.mark", room, seq: read_seq });
    marking.set(
      room,
      setTimeout(() => tell_mark(room, read_seq), MARK_EVERY_MS),
    );
  };

  return {
    state: ports.state,
    person: ports.person,
    name: (room) => room_name(room, ports.state().me, (user) => ports.name_of(ports.person(user))),
    govern: govern(ports.api, ports.meet),
    public_rooms: (cursor) =>
      ports.api.ask("rooms.list", {
        scope: "public",
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    look_up: async (room) => (await ports.api.ask("rooms.get", { room })).room,
    create: async (name, topic, visibility) =>
      (
        await ports.api.ask("rooms.create", {
          name,
          visibility,
          ...(topic === "" ? {} : { topic }),
        })
      ).room,
    open_direct: async (users) => (await ports.api.ask("dms.open", { user_ids: [...users] })).room,
    invitation: (code) => ports.api.ask("invites.get", { code }),
    accept: async (code) => (await ports.api.ask("invites.accept", { code })).room,
    join: async (room) => (await ports.api.ask("rooms.join", { room })).room,
    async leave(room) {
      await ports.api.ask("rooms.leave", { room });
      const direct = ports.state().joined.get(room)?.kind === "dm";
      // Not only when the socket says so: whoever goes on from here must not be led back into the room.
      ports.change((state) => (direct ? put_away(state, room) : left(state, room)));
    },
    async load_members(room, cursor) {
      const page = await ports.api.ask("rooms.members", {
        room,
        limit: MEMBERS_PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      ports.meet(page.users);
      const before: readonly Member[] = cursor === undefined ? [] : (ports.state().members.get(room) ?? []);
      ports.change((state) => take_members(state, room, [...before, ...page.members]));
      return page.next_cursor;
    },
    read(room) {
      const mine = ports.state().joined.get(room);
      if (mine === undefined || (mine.last_seq <= mine.read_seq && mine.unread === 0)) return;
      // Told only while someone listens; the next connection brings the server's own count.
      if (!ports.connected()) return;
      ports.change((state) => mark_read(state, room, mine.last_seq));
      if (!marking.has(room)) tell_mark(room, undefined);
    },
    on_screen: (room, visible) => ports.tell({ type: visible ? "room.open" : "room.close", room }),
  };
}
