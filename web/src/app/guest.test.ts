import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DurableEvent, JoinedRoom, Message, ReadyEvent, Room, ServerEvent, User } from "../protocol.ts";
import { take_page } from "../features/chat/model.ts";
import { take_members } from "../features/rooms/model.ts";
import {
  begin_guest_log,
  begin_look,
  end_look,
  fresh_client,
  gaps,
  held,
  reduce,
  type ClientState,
} from "./model.ts";

const alice: User = { id: "alice", username: "alice", display_name: "Alice" };
const room = "r1";
const at = "2026-11-21T09:00:00.000Z";
const settings = { posting: "member", drawing: "member", slow_mode: 0 } as const;
const entry = { room, at, actor: "bob" };

const message = (seq: number): Message => ({
  room,
  seq,
  nonce: `n${seq}`,
  at,
  author: "bob",
  text: `text ${seq}`,
  rev: seq,
  attachments: [],
  reactions: [],
});
const said = (seq: number): DurableEvent => ({
  type: "message.created",
  ...entry,
  seq,
  message: message(seq),
});
const came = (seq: number, user: string): DurableEvent => ({
  type: "member.joined",
  ...entry,
  seq,
  user,
  role: "member",
});
const closed = (seq: number): DurableEvent => ({ type: "room.updated", ...entry, seq, kind: "private" });

const garden = (last_seq: number, parts: Partial<Room> = {}): Room => ({
  id: room,
  name: "garden",
  kind: "public",
  created_at: at,
  last_seq,
  members: 1,
  settings,
  ...parts,
});
const mine = (last_seq: number): JoinedRoom => ({
  room,
  name: "garden",
  kind: "public",
  last_seq,
  read_seq: last_seq,
  unread: 0,
  role: "member",
  settings,
});
const ready = (rooms: JoinedRoom[] = []): ReadyEvent => ({
  type: "ready",
  protocol: 1,
  user: alice,
  session: "s",
  users: [alice],
  rooms,
  heartbeat_ms: 30_000,
  limits: { frame_bytes: 65_536, text_length: 4_000 },
  admin: false,
  preferences: { theme: "system" },
  blocks: [],
});
const news = (last_seq: number): ServerEvent => ({ type: "room.added", ...mine(last_seq) });
const run = (state: ClientState, ...frames: ServerEvent[]): ClientState =>
  frames.reduce((reached, frame) => reduce(reached, frame, 0), state);
const read_page = (state: ClientState, last_seq: number): ClientState => {
  const messages = Array.from({ length: last_seq }, (_, index) => message(index + 1));
  const page = { messages, users: [], has_before: false, has_after: false, last_seq };
  return begin_guest_log({ ...state, chat: take_page(state.chat, room, { kind: "newest" }, page) });
};
/** Looks at a room of which the newest page reached to `seq`. */
const guest = (seq: number): ClientState =>
  read_page(begin_look(run(fresh_client, ready()), garden(seq)), seq);
const seqs = (state: ClientState): number[] =>
  state.chat.timelines.get(room)?.messages.map(({ seq }) => seq) ?? [];
const up_to = (seq: number): number[] => Array.from({ length: seq }, (_, index) => index + 1);

const nothing_held = (state: ClientState): void => {
  expect(state.logs.size + state.chat.timelines.size + state.rooms.members.size).toBe(0);
  expect(state.rooms.looked_at).toBeUndefined();
};

describe("a guest", () => {
  test("hears the room from where its page was read, whichever answer comes first", () => {
    expect(held(guest(3))).toEqual({ [room]: 3 });
    const page_first = read_page(run(fresh_client, ready()), 3);
    expect(held(page_first)).toEqual({});
    expect(held(begin_guest_log(begin_look(page_first, garden(5))))).toEqual({ [room]: 3 });
  });

  test("sees what is said, what the room is called and who comes", () => {
    const member = { user: "bob", role: "owner", joined_at: at } as const;
    const begun = guest(3);
    const listed = { ...begun, rooms: take_members(begun.rooms, room, [member]) };
    const renamed: DurableEvent = {
      type: "room.updated",
      ...entry,
      seq: 5,
      name: "orchard",
      topic: "apples",
      posting: "owner",
    };
    const state = run(listed, said(4), renamed, came(6, "carol"));
    expect(seqs(state)).toEqual(up_to(4));
    expect(state.chat.timelines.get(room)?.happenings.map(({ seq }) => seq)).toEqual([5, 6]);
    expect(state.rooms.looked_at).toMatchObject({ name: "orchard", topic: "apples", last_seq: 6 });
    expect(state.rooms.looked_at?.settings.posting).toBe("owner");
    expect(state.rooms.members.get(room)?.map(({ user }) => user)).toEqual(["bob", "carol"]);
    expect(state.rooms.joined.size).toBe(0);
  });

  test("is told what the room had become before its page was read only once", () => {
    const state = read_page(begin_look(run(fresh_client, ready()), garden(5, { name: "orchard" })), 3);
    const old: DurableEvent = { type: "room.updated", ...entry, seq: 4, name: "meadow" };
    expect(run(state, old).rooms.looked_at?.name).toBe("orchard");
  });

  test("repairs a gap", () => {
    const state = run(guest(3), said(6));
    expect(gaps(state)).toEqual(new Map([[room, 3]]));
    const told = run(guest(3), { type: "resumed", room, last_seq: 5 });
    expect(gaps(told)).toEqual(new Map([[room, 3]]));
    const repaired = run(state, said(4), said(5));
    expect(gaps(repaired).size).toBe(0);
    expect(seqs(repaired)).toEqual(up_to(6));
  });

  test("goes on from the cursor with the next connection", () => {
    const back = run(guest(3), said(4), ready());
    expect(held(back)).toEqual({ [room]: 4 });
    expect(seqs(run(back, said(5), { type: "resumed", room, last_seq: 5 }))).toEqual(up_to(5));
  });

  test("reads the room anew when too much was missed", () => {
    const state = run(guest(3), ready(), { type: "resync", room, last_seq: 2_000 });
    expect(state.chat.timelines.get(room)).toMatchObject({ loaded: false, messages: [] });
    expect(state.logs.get(room)?.cursor).toBe(2_000);
    // Before it was read the connection went: the next page is where it begins.
    const again = run(state, ready());
    expect(held(again)).toEqual({});
    expect(held(read_page(again, 7))).toEqual({ [room]: 7 });
  });

  test("holds nothing once another room is on the screen, and hears nothing more of it", () => {
    const away = end_look(guest(3), room);
    expect(away.logs.size + away.chat.timelines.size + away.rooms.members.size).toBe(0);
    expect(away.rooms.looked_at).toBeUndefined();
    expect(run(away, said(4), closed(5), { type: "resumed", room, last_seq: 5 })).toBe(away);
    expect(run(away, { type: "resync", room, last_seq: 9 })).toBe(away);

    const elsewhere = begin_look(guest(3), { ...garden(8), id: "r2" });
    expect(elsewhere.rooms.looked_at?.id).toBe("r2");
    expect(elsewhere.logs.has(room)).toBe(false);
  });

  test("cannot be in a room that is mine, nor before it is known which are", () => {
    const member = run(fresh_client, ready([mine(3)]));
    expect(begin_look(member, garden(3))).toBe(member);
    expect(end_look(member, room)).toBe(member);
    expect(begin_look(fresh_client, garden(3))).toBe(fresh_client);
  });
});

describe("joining as a guest", () => {
  test("loses and doubles nothing, wherever the news of it stands and whatever is late", () => {
    const log = [said(4), said(5), came(6, "alice"), said(7), said(8)];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(log, { minLength: 0 }),
        fc.integer({ min: 0, max: 5 }),
        (delivered, place) => {
          const frames: ServerEvent[] = [...delivered];
          frames.splice(Math.min(place, frames.length), 0, news(6));
          let state = run(guest(3), ...frames);
          expect(state.rooms.looked_at).toBeUndefined();
          const cursor = state.logs.get(room)?.cursor ?? 0;
          state = run(state, ...log.filter(({ seq }) => seq > cursor));
          expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 7, 8]);
          expect(state.logs.get(room)?.cursor).toBe(8);
          expect(gaps(state).size).toBe(0);
          expect(state.rooms.joined.get(room)).toMatchObject({ last_seq: 8, unread: 2 });
        },
      ),
    );
  });

  test("while away: the greeting says so, and what was read is kept", () => {
    const state = run(guest(3), said(4), ready([mine(6)]));
    expect(state.rooms.looked_at).toBeUndefined();
    expect(held(state)).toEqual({ [room]: 4 });
    expect(seqs(run(state, said(5), said(6)))).toEqual(up_to(6));
  });
});

describe("what a guest sees no longer", () => {
  test("turned private: said by the event, and closed when the server says so", () => {
    const told = run(guest(3), closed(4));
    expect(told.rooms.looked_at?.kind).toBe("private");
    const state = run(told, { type: "gone", room });
    nothing_held(state);
    expect(state.rooms.lost.get(room)).toEqual({ reason: "closed", name: "garden" });
    const open = begin_look(state, garden(6));
    expect(open.rooms.lost.size).toBe(0);
  });

  test("banned, or the room deleted", () => {
    const banned = run(guest(3), { type: "member.banned", ...entry, seq: 4, user: "alice" });
    nothing_held(banned);
    expect(banned.rooms.lost.get(room)?.reason).toBe("banned");
    const deleted = run(guest(3), { type: "room.deleted", ...entry, seq: 4 });
    nothing_held(deleted);
    expect(deleted.rooms.lost.get(room)?.reason).toBe("deleted");
  });

  test("gone while away is told without a reason", () => {
    const state = run(guest(3), ready(), { type: "gone", room });
    nothing_held(state);
    expect(state.rooms.lost.size).toBe(0);
  });
});
