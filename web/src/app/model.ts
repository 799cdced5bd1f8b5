/**
 * All that this client holds, and how one frame of the server changes it: the
 * place where the features' reducers meet. Pure, free of the page, so that the
 * scenario tests run the very same code.
 */
import type { DurableEvent, Limits, Preferences, Room, ServerEvent, User } from "../protocol.ts";
import {
  no_chat,
  put_timeline_away,
  reduce_chat_event,
  reduce_chat_frame,
  type ChatFrame,
  type ChatState,
} from "../features/chat/model.ts";
import { known_to } from "../features/chat/timeline.ts";
import { no_blocks, reduce_blocks, type Blocks, type BlocksFrame } from "../features/people/blocks.ts";
import { nobody, reduce_people, type People, type PeopleFrame } from "../features/people/names.ts";
import {
  look_at,
  look_away,
  no_rooms,
  reduce_rooms_event,
  reduce_rooms_frame,
  type RoomsFrame,
  type RoomsState,
} from "../features/rooms/model.ts";
import { admit, begin_log, missing_after, told_head, type RoomLog } from "../platform/log/room_log.ts";

export interface ClientState {
  readonly me: User | undefined;
  /** Am I an administrator of this server? */
  readonly admin: boolean;
  readonly preferences: Preferences | undefined;
  readonly limits: Limits | undefined;
  /** Of every room that is mine, and of the one that I look at once its messages are read. */
  readonly logs: ReadonlyMap<string, RoomLog>;
  readonly people: People;
  readonly blocks: Blocks;
  readonly rooms: RoomsState;
  readonly chat: ChatState;
}

export const fresh_client: ClientState = {
  me: undefined,
  admin: false,
  preferences: undefined,
  limits: undefined,
  logs: new Map(),
  people: nobody,
  blocks: no_blocks,
  rooms: no_rooms,
  chat: no_chat,
};

/** Answered by the socket itself; they change nothing that is held. */
type ConnectionFrame = Extract<ServerEvent, { type: "ack" | "error" | "pong" | "resumed" }>;

/** A frame that the schema has and no reducer takes stops the compiler here. */
type Unhandled = Exclude<
  ServerEvent,
  ConnectionFrame | DurableEvent | PeopleFrame | BlocksFrame | RoomsFrame | ChatFrame
>["type"];
true satisfies [Unhandled] extends [never] ? true : { no_reducer_for: Unhandled };

export function reduce(state: ClientState, frame: ServerEvent, now: number): ClientState {
  if (is_durable(frame)) return reduce_event(state, frame);
  switch (frame.type) {
    case "ready":
      return {
        ...everywhere(state, frame, now),
        me: frame.user,
        admin: frame.admin,
        preferences: frame.preferences,
        limits: frame.limits,
        blocks: reduce_blocks(state.blocks, frame),
      };
    case "me.updated":
      return {
        ...state,
        me: frame.user,
        admin: frame.admin,
        preferences: frame.preferences,
        people: reduce_people(state.people, frame),
      };
    case "blocks.changed":
      return { ...state, blocks: reduce_blocks(state.blocks, frame) };
    case "resumed":
      return with_log(state, frame.room, (log) => told_head(log, frame.last_seq));
    case "resync":
      // Of a room that I have looked away from the server still speaks.
      return state.logs.has(frame.room) ? everywhere(state, frame, now) : state;
    case "room.added": {
      const added = everywhere(state, frame, now);
      // A guest may have heard more already than the news of joining knows.
      const recent = state.chat.timelines.get(frame.room)?.recent ?? [];
      const heard = recent.filter(({ seq }) => seq > frame.last_seq);
      return { ...added, rooms: heard.reduce(reduce_rooms_event, added.rooms) };
    }
    case "gone":
    case "room.removed":
      return everywhere(state, frame, now);
    case "read.marked":
      return { ...state, rooms: reduce_rooms_frame(state.rooms, frame) };
    case "typing":
      return { ...state, chat: reduce_chat_frame(state.chat, frame, now) };
    case "user.updated":
      return {
        ...state,
        me: state.me?.id === frame.user.id ? frame.user : state.me,
        people: reduce_people(state.people, frame),
      };
    case "ack":
    case "error":
    case "pong":
      return state;
    default:
      // A newer server may say what this page does not know yet.
      frame satisfies never;
      return state;
  }
}

/** What to resume with: rooms of which more is held than their name. */
export function held(state: ClientState): Record<string, number> {
  const rooms: Record<string, number> = {};
  for (const [room, log] of state.logs) {
    if (state.chat.timelines.get(room)?.loaded === true) rooms[room] = log.cursor;
  }
  return rooms;
}

/** A room that I am not in comes on the screen; the one before it leaves. */
export function begin_look(state: ClientState, room: Room): ClientState {
  if (!state.rooms.known || state.rooms.joined.has(room.id)) return state;
  const before = state.rooms.looked_at?.id ?? room.id;
  const alone = before === room.id ? state : end_look(state, before);
  return { ...alone, rooms: look_at(alone.rooms, room) };
}

/** Lets go of all that is held of a room that I am not in. */
export function end_look(state: ClientState, room: string): ClientState {
  if (!state.rooms.known || state.rooms.joined.has(room)) return state;
  const logs = new Map(state.logs);
  logs.delete(room);
  return {
    ...state,
    logs,
    rooms: look_away(state.rooms, room),
    chat: put_timeline_away(state.chat, room),
  };
}

/** The log of the room that I look at begins where its messages were read; it is to be resumed from there. */
export function begin_guest_log(state: ClientState): ClientState {
  const room = state.rooms.looked_at?.id;
  const start = room === undefined ? undefined : read_to(state, room);
  if (room === undefined || start === undefined || state.logs.has(room)) return state;
  return { ...state, logs: new Map(state.logs).set(room, begin_log(start)) };
}

/** Rooms whose log shows a gap, with the seq after which events are missing. */
export function gaps(state: ClientState): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [room, log] of state.logs) {
    const after = missing_after(log);
    if (after !== undefined) found.set(room, after);
  }
  return found;
}

/** Every frame with a room, a seq and an actor is an event of that room's log, also of a type not known here. */
export function is_durable(frame: ServerEvent): frame is DurableEvent {
  return "seq" in frame && "actor" in frame && "room" in frame;
}

function reduce_event(state: ClientState, event: DurableEvent): ClientState {
  const log = state.logs.get(event.room);
  if (log === undefined) return state;
  const admission = admit(log, event);
  if (admission.log === log) return state;
  let { rooms, chat } = state;
  for (const admitted of admission.admitted) {
    rooms = reduce_rooms_event(rooms, admitted);
    chat = reduce_chat_event(chat, admitted);
  }
  const logs = new Map(state.logs).set(event.room, admission.log);
  if (rooms.joined.has(event.room) || rooms.looked_at?.id === event.room)
    return { ...state, logs, rooms, chat };
  // Nothing comes after what ended the room for me; what had come before it is no gap.
  logs.delete(event.room);
  return { ...state, logs, rooms, chat: put_timeline_away(chat, event.room) };
}

type SharedFrame = Extract<
  ServerEvent,
  { type: "ready" | "resync" | "gone" | "room.added" | "room.removed" }
>;

function everywhere(state: ClientState, frame: SharedFrame, now: number): ClientState {
  return {
    ...state,
    logs: reduce_logs(state, frame),
    people: frame.type === "ready" ? reduce_people(state.people, frame) : state.people,
    rooms: reduce_rooms_frame(state.rooms, frame),
    chat: reduce_chat_frame(state.chat, frame, now, state.rooms.looked_at?.id),
  };
}

function reduce_logs(state: ClientState, frame: SharedFrame): ClientState["logs"] {
  switch (frame.type) {
    case "ready": {
      const resumed = held(state);
      const logs = new Map<string, RoomLog>();
      for (const { room, last_seq } of frame.rooms) {
        // A room whose messages were read before the first greeting goes on from that page.
        logs.set(room, begin_log(resumed[room] ?? read_to(state, room) ?? last_seq));
      }
      const guest = state.rooms.looked_at?.id ?? "";
      const cursor = resumed[guest];
      if (cursor !== undefined && !logs.has(guest)) logs.set(guest, begin_log(cursor));
      return logs;
    }
    case "resync":
      return new Map(state.logs).set(frame.room, begin_log(frame.last_seq));
    case "room.added": {
      // Messages read before joining are kept; what came since then shows as a gap.
      const start = read_to(state, frame.room) ?? frame.last_seq;
      const log = state.logs.get(frame.room) ?? begin_log(Math.min(start, frame.last_seq));
      return new Map(state.logs).set(frame.room, told_head(log, frame.last_seq));
    }
    case "gone":
    case "room.removed": {
      const logs = new Map(state.logs);
      logs.delete(frame.room);
      return logs;
    }
    default:
      frame satisfies never;
      return state.logs;
  }
}

/** Up to where what is held of the room's messages is whole; undefined where none were read. */
function read_to(state: ClientState, room: string): number | undefined {
  const timeline = state.chat.timelines.get(room);
  return timeline?.loaded === true ? known_to(timeline) : undefined;
}

function with_log(state: ClientState, room: string, change: (log: RoomLog) => RoomLog): ClientState {
  const log = state.logs.get(room);
  return log === undefined ? state : { ...state, logs: new Map(state.logs).set(room, change(log)) };
}
