/**
 * The rooms that I am in: names, unread counts, read positions, and who else
 * is there as far as that was asked for; and the one room that I only look at.
 * A pure fold over the server's frames.
 */
import type {
  DurableEvent,
  JoinedRoom,
  Member,
  Removal,
  Room,
  RoomUpdatedEvent,
  ServerEvent,
} from "../../protocol.ts";

/**
 * What is unread, so that a count of the server and the events that came before
 * or after it add up in whatever order they arrive.
 */
export interface Count {
  /** The server counted the log up to here… */
  readonly to: number;
  /** …and found so many. */
  readonly unread: number;
  /** Seqs of others' messages beyond, ascending. */
  readonly since: readonly number[];
}

export interface MyRoom extends JoinedRoom {
  readonly count: Count;
}

/** What a room's owners say of it. */
type Described = Pick<Room, "name" | "kind" | "topic" | "archived" | "settings">;

/** What is held of a room that I read without being in it. */
export type LookedAt = Described & Pick<Room, "id" | "last_seq">;

/** Why a room can be seen no longer; `closed`: it turned private before a guest's eyes. */
export type Loss = Removal | "closed";

export interface Lost {
  readonly reason: Loss;
  /** What it was called, where that was known. */
  readonly name: string | undefined;
}

/** A count that is on its way is not overtaken by more messages than these. */
const SINCE_AT_MOST = 256;

export interface RoomsState {
  readonly me: string | undefined;
  /** False until the server has said once which rooms are mine. */
  readonly known: boolean;
  readonly joined: ReadonlyMap<string, MyRoom>;
  /** The public room on the screen of which I am no member; never one of `joined`. */
  readonly looked_at: LookedAt | undefined;
  /** Rooms that are mine no longer, and why, as far as this page was told. */
  readonly lost: ReadonlyMap<string, Lost>;
  /** Members of rooms whose list was read. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** Rises when events may have been missed: lists read before are worth reading again. */
  readonly epoch: number;
}

export const no_rooms: RoomsState = {
  me: undefined,
  known: false,
  joined: new Map(),
  looked_at: undefined,
  lost: new Map(),
  members: new Map(),
  epoch: 0,
};

export type RoomsFrame = Extract<
  ServerEvent,
  { type: "ready" | "resync" | "gone" | "room.added" | "room.removed" | "read.marked" }
>;
export type RoomsEvent = DurableEvent;

/** Frames that stand outside a room's log. */
export function reduce_rooms_frame(state: RoomsState, frame: RoomsFrame): RoomsState {
  switch (frame.type) {
    case "ready": {
      const joined = new Map(frame.rooms.map((room) => [room.room, counted(room)]));
      return { ...with_joined(state, joined), me: frame.user.id, known: true, epoch: state.epoch + 1 };
    }
    case "room.added": {
      const { type: _, ...room } = frame;
      return with_joined(state, new Map(state.joined).set(room.room, counted(room)));
    }
    case "resync":
      return { ...state, epoch: state.epoch + 1 };
    case "gone":
      // A guest heard the event that closed the room; whoever was away did not.
      return without_room(state, frame.room, closed_before_me(state, frame.room) ? "closed" : undefined);
    case "room.removed":
      return without_room(state, frame.room, frame.reason);
    case "read.marked":
      return changed(state, frame.room, (room) => {
        const stale = frame.seq < room.read_seq || frame.last_seq < room.count.to;
        if (stale) return room;
        const since = room.count.since.filter((seq) => seq > frame.last_seq);
        return with_count(
          { ...room, read_seq: frame.seq },
          { to: frame.last_seq, unread: frame.unread, since },
        );
      });
    default:
      frame satisfies never;
      return state;
  }
}

/** An event of a room's log, let through in seq order. */
export function reduce_rooms_event(state: RoomsState, event: RoomsEvent): RoomsState {
  const moved = looked_on(
    changed(state, event.room, (room) => ({ ...room, last_seq: Math.max(room.last_seq, event.seq) })),
    event,
  );
  switch (event.type) {
    case "message.created": {
      const shown = changed(moved, event.room, brought_back);
      if (event.actor === state.me) return mark_read(shown, event.room, event.seq);
      return changed(shown, event.room, (room) =>
        event.seq <= room.count.to || event.seq <= room.read_seq ? room : one_more(room, event.seq),
      );
    }
    case "room.created": {
      const { room, actor, at } = event;
      if (event.people === undefined)
        return entered(moved, room, { user: actor, role: "owner", joined_at: at });
      return event.people.reduce(
        (reached, user) => entered(reached, room, { user, role: "member", joined_at: at }),
        moved,
      );
    }
    case "room.updated":
      return changed(moved, event.room, (room) => updated(room, event));
    case "room.deleted":
      return without_room(moved, event.room, "deleted");
    case "member.joined":
      return entered(moved, event.room, { user: event.user, role: event.role, joined_at: event.at });
    case "member.left":
    case "member.banned":
      // Nothing else tells a guest; a member hears `room.removed`.
      if (event.type === "member.banned" && event.user === state.me && looks_at(state, event.room))
        return without_room(moved, event.room, "banned");
      return with_members(moved, event.room, (members) =>
        members.filter((member) => member.user !== event.user),
      );
    case "member.changed": {
      const { user, role } = event;
      const known = with_members(moved, event.room, (members) =>
        members.map((member) => (member.user === user ? { ...member, role } : member)),
      );
      return user === state.me ? changed(known, event.room, (room) => ({ ...room, role })) : known;
    }
    case "member.unbanned":
      return moved;
    default:
      event satisfies never;
      return moved;
  }
}

/** A room that I am not in comes on the screen. Only one is looked at. */
export function look_at(state: RoomsState, room: Room): RoomsState {
  const { id, name, kind, settings, last_seq, topic, archived } = room;
  const lost = new Map(state.lost);
  lost.delete(id);
  const parts = { ...(topic === undefined ? {} : { topic }), ...(archived === true ? { archived } : {}) };
  return { ...state, lost, looked_at: { id, name, kind, settings, last_seq, ...parts } };
}

export function look_away(state: RoomsState, room: string): RoomsState {
  return { ...without_members(state, room), looked_at: looks_at(state, room) ? undefined : state.looked_at };
}

/** I have read the room up to `seq`. The position only rises. */
export function mark_read(state: RoomsState, id: string, seq: number): RoomsState {
  return changed(state, id, (room) => {
    if (seq <= room.read_seq && room.unread === 0) return room;
    const read = { ...room, read_seq: Math.max(room.read_seq, seq) };
    // Of what was counted as one number a part cannot be taken; the server counts again.
    if (seq < room.count.to) return read;
    return with_count(read, { to: seq, unread: 0, since: room.count.since.filter((each) => each > seq) });
  });
}

export function take_members(state: RoomsState, room: string, members: readonly Member[]): RoomsState {
  return { ...state, members: new Map(state.members).set(room, members) };
}

/** A room that I left: known from the answer, whatever the socket has said by now. */
export function left(state: RoomsState, room: string): RoomsState {
  return without_room(state, room, "left");
}

/** A direct message that I put away: it comes back when somebody writes in it. */
export function put_away(state: RoomsState, id: string): RoomsState {
  return changed(state, id, (room) => ({ ...room, hidden: true }));
}

export function unread_total(state: RoomsState): number {
  let total = 0;
  for (const room of state.joined.values()) if (room.hidden !== true) total += room.unread;
  return total;
}

function counted(room: JoinedRoom): MyRoom {
  return { ...room, count: { to: room.last_seq, unread: room.unread, since: [] } };
}

function with_count(room: MyRoom, count: Count): MyRoom {
  return { ...room, count, unread: count.unread + count.since.length };
}

function one_more(room: MyRoom, seq: number): MyRoom {
  const { to, unread, since } = room.count;
  const grown = [...since, seq];
  const [oldest, ...rest] = grown;
  if (oldest === undefined || grown.length <= SINCE_AT_MOST)
    return with_count(room, { to, unread, since: grown });
  return with_count(room, { to: oldest, unread: unread + 1, since: rest });
}

function brought_back(room: MyRoom): MyRoom {
  if (room.hidden !== true) return room;
  const { hidden: _hidden, ...shown } = room;
  return shown;
}

/** What the event names is new; an empty topic is none. */
function updated<Each extends Described>(
  room: Each,
  event: RoomUpdatedEvent,
): Omit<Each, keyof Described> & Described {
  const { name, kind, settings, topic: old_topic, archived: old_archived, ...rest } = room;
  const topic = event.topic ?? old_topic ?? "";
  const archived = event.archived ?? old_archived ?? false;
  return {
    ...rest,
    name: event.name ?? name,
    kind: event.kind ?? kind,
    settings: {
      posting: event.posting ?? settings.posting,
      drawing: event.drawing ?? settings.drawing,
      slow_mode: event.slow_mode ?? settings.slow_mode,
    },
    ...(topic === "" ? {} : { topic }),
    ...(archived ? { archived } : {}),
  };
}

function looks_at(state: RoomsState, room: string): boolean {
  return state.looked_at?.id === room;
}

function closed_before_me(state: RoomsState, room: string): boolean {
  return looks_at(state, room) && state.looked_at?.kind === "private";
}

/** What a guest sees of the room itself; what was asked for later than the event knows it already. */
function looked_on(state: RoomsState, event: RoomsEvent): RoomsState {
  const room = state.looked_at;
  if (room?.id !== event.room || event.seq <= room.last_seq) return state;
  const now = event.type === "room.updated" ? updated(room, event) : room;
  return { ...state, looked_at: { ...now, last_seq: event.seq } };
}

/** Where I am in, I am no guest, and it is not lost. */
function with_joined(state: RoomsState, joined: RoomsState["joined"]): RoomsState {
  const guest = state.looked_at !== undefined && !joined.has(state.looked_at.id);
  const looked_at = guest ? state.looked_at : undefined;
  return { ...state, joined, looked_at, lost: without_keys(state.lost, joined) };
}

function changed(state: RoomsState, id: string, change: (room: MyRoom) => MyRoom): RoomsState {
  const room = state.joined.get(id);
  if (room === undefined) return state;
  const next = change(room);
  return next === room ? state : { ...state, joined: new Map(state.joined).set(id, next) };
}

function entered(state: RoomsState, room: string, member: Member): RoomsState {
  return with_members(state, room, (members) =>
    members.some((known) => known.user === member.user) ? members : [...members, member],
  );
}

function with_members(
  state: RoomsState,
  room: string,
  change: (members: readonly Member[]) => readonly Member[],
): RoomsState {
  const members = state.members.get(room);
  return members === undefined ? state : take_members(state, room, change(members));
}

function without_members(state: RoomsState, room: string): RoomsState {
  if (!state.members.has(room)) return state;
  const members = new Map(state.members);
  members.delete(room);
  return { ...state, members };
}

function without_room(state: RoomsState, room: string, reason: Loss | undefined): RoomsState {
  const known = state.joined.get(room) ?? (looks_at(state, room) ? state.looked_at : undefined);
  const joined = new Map(state.joined);
  joined.delete(room);
  const lost = new Map(state.lost);
  if (reason !== undefined) lost.set(room, { reason, name: known?.name ?? lost.get(room)?.name });
  return { ...look_away(state, room), joined, lost };
}

function without_keys<Value>(
  map: ReadonlyMap<string, Value>,
  keys: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([key]) => !keys.has(key)));
}
