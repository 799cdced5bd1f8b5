import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  DurableEvent,
  JoinedRoom,
  Message,
  MessagePage,
  ReadyEvent,
  ServerEvent,
  User,
} from "../protocol.ts";
import { change_timeline, take_page } from "../features/chat/model.ts";
import { written } from "../features/chat/outbox.ts";
import { fresh_client, gaps, held, reduce, type ClientState } from "./model.ts";

const alice: User = { id: "alice", username: "alice", display_name: "Alice" };
const room = "r1";
const at = "2026-11-21T09:00:00.000Z";

const message = (seq: number, author: string): Message => ({
  room,
  seq,
  nonce: `n${seq}`,
  at,
  author,
  text: `text ${seq}`,
  rev: seq,
  attachments: [],
  reactions: [],
});
const created = (seq: number, actor = "bob"): DurableEvent => ({
  type: "message.created",
  room,
  seq,
  at,
  actor,
  message: message(seq, actor),
});
const joined = (seq: number, user: string): DurableEvent => ({
  type: "member.joined",
  room,
  seq,
  at,
  actor: user,
  user,
  role: "member",
});

/** A log in which every fourth event is somebody coming. */
const log = Array.from({ length: 60 }, (_, index) =>
  index % 4 === 3
    ? joined(index + 1, `user ${index}`)
    : created(index + 1, index % 5 === 0 ? "alice" : "bob"),
);
const logged = (seq: number): DurableEvent => log[seq - 1] ?? created(seq);
const is_message = ({ type }: DurableEvent): boolean => type === "message.created";

const my_room = (last_seq: number, parts: Partial<JoinedRoom> = {}): JoinedRoom => ({
  room,
  name: "cabin",
  kind: "public",
  last_seq,
  read_seq: last_seq,
  unread: 0,
  role: "member",
  settings: { posting: "member", drawing: "member", slow_mode: 0 },
  ...parts,
});
const ready = (last_seq: number, parts: Partial<JoinedRoom> = {}): ReadyEvent => ({
  type: "ready",
  protocol: 1,
  user: alice,
  session: "s",
  users: [alice],
  rooms: [my_room(last_seq, parts)],
  heartbeat_ms: 30_000,
  limits: { frame_bytes: 65_536, text_length: 4_000 },
  admin: false,
  preferences: { theme: "system" },
  blocks: [],
});
/** The newest page as the server would cut it at this moment. */
const page = (last_seq: number, size = 20): MessagePage => {
  const all = log
    .slice(0, last_seq)
    .filter(is_message)
    .flatMap((event) => (event.type === "message.created" ? [event.message] : []));
  const messages = all.slice(-size);
  return { messages, users: [], has_before: all.length > size, has_after: false, last_seq };
};
const run = (state: ClientState, frames: readonly ServerEvent[]): ClientState =>
  frames.reduce((reached, frame) => reduce(reached, frame, 0), state);
const newest = (state: ClientState): ClientState => ({
  ...state,
  chat: take_page(state.chat, room, { kind: "newest" }, page(20)),
});
const seqs = (state: ClientState): number[] =>
  state.chat.timelines.get(room)?.messages.map(({ seq }) => seq) ?? [];
const expected = (last_seq: number): number[] =>
  log
    .slice(0, last_seq)
    .filter(is_message)
    .map(({ seq }) => seq);

describe("a client converges", () => {
  test("whatever is lost, doubled or out of order, once the gaps are filled [P3] [P5]", () => {
    const delivery = fc.array(fc.integer({ min: 1, max: log.length }), { maxLength: 150 });
    fc.assert(
      fc.property(
        delivery,
        fc.integer({ min: 0, max: 150 }),
        fc.integer({ min: 0, max: 40 }),
        (order, page_when, page_at) => {
          let state = run(fresh_client, [ready(20)]);
          const read = (): void => {
            state = { ...state, chat: take_page(state.chat, room, { kind: "newest" }, page(20 + page_at)) };
          };
          order.forEach((seq, index) => {
            if (index === page_when) read();
            state = run(state, [logged(seq)]);
          });
          if (page_when >= order.length) read();
          const after = state.logs.get(room)?.cursor ?? 0;
          state = run(state, log.slice(after));
          if (state.chat.timelines.get(room)?.loaded !== true)
            state = { ...state, chat: take_page(state.chat, room, { kind: "newest" }, page(60)) };

          expect(gaps(state).size).toBe(0);
          const shown = seqs(state);
          expect(shown).toEqual(expected(60).slice(-shown.length));
          expect(shown.length).toBeGreaterThanOrEqual(20);
        },
      ),
    );
  });

  test("a message leaves alone what it does not speak of: a full room asks hundreds of times who somebody is", () => {
    const before = newest(run(fresh_client, [ready(20)]));
    const after = run(before, [created(21)]);
    expect(after.chat).not.toBe(before.chat);
    for (const part of ["people", "blocks", "preferences", "limits", "me"] as const)
      expect(after[part]).toBe(before[part]);
  });

  test("unread counts what came, not what the server had counted or what is mine", () => {
    let state = run(fresh_client, [ready(20, { read_seq: 10, unread: 3 })]);
    state = run(state, log.slice(20, 25));
    const mine = log.slice(20, 25).some((event) => event.actor === "alice" && is_message(event));
    expect(mine).toBe(true);
    expect(state.rooms.joined.get(room)?.unread).toBe(
      log.slice(20, 25).filter((event) => is_message(event) && event.actor !== "alice" && event.seq > 21)
        .length,
    );
  });
});

describe("coming back", () => {
  test("resumes rooms that were read, and only them [P5]", () => {
    let state = run(fresh_client, [ready(20)]);
    expect(held(state)).toEqual({});
    state = newest(state);
    expect(held(state)).toEqual({ [room]: 20 });

    state = run(state, log.slice(20, 22));
    state = run(state, [ready(30)]);
    expect(held(state)).toEqual({ [room]: 22 });
    state = run(state, [...log.slice(22, 30), { type: "resumed", room, last_seq: 30 }]);
    expect(seqs(state)).toEqual(expected(30));
    expect(gaps(state).size).toBe(0);
  });

  test("an event lost while catching up shows as a gap [P5]", () => {
    let state = newest(run(fresh_client, [ready(20)]));
    state = run(state, [ready(24), logged(21), { type: "resumed", room, last_seq: 24 }]);
    expect(gaps(state)).toEqual(new Map([[room, 21]]));
  });

  test("resync drops what was held [P5]", () => {
    let state = newest(run(fresh_client, [ready(20)]));
    state = run(state, [ready(2_000), { type: "resync", room, last_seq: 2_000 }]);
    expect(state.chat.timelines.get(room)).toMatchObject({ loaded: false, messages: [] });
    expect(state.logs.get(room)?.cursor).toBe(2_000);
    expect(gaps(state).size).toBe(0);
  });

  test("a room that was read before the first greeting is resumed from there", () => {
    let state: ClientState = {
      ...fresh_client,
      chat: take_page(fresh_client.chat, room, { kind: "newest" }, page(20)),
    };
    state = run(state, [ready(30)]);
    expect(held(state)).toEqual({ [room]: 20 });
  });

  test("a room that is mine no longer is gone with all that was held of it", () => {
    const state = newest(run(fresh_client, [ready(20)]));
    for (const type of ["gone", "room.removed"] as const) {
      const after = run(state, [type === "gone" ? { type, room } : { type, room, reason: "removed" }]);
      expect(after.rooms.joined.size + after.chat.timelines.size + after.logs.size).toBe(0);
    }
  });
});

describe("me", () => {
  test("what the server says of me is held, also when another device changes it", () => {
    let state = run(fresh_client, [{ ...ready(20), admin: true, blocks: ["mallory"] }]);
    expect(state).toMatchObject({ admin: true, preferences: { theme: "system" } });
    expect([...state.blocks]).toEqual(["mallory"]);
    state = run(state, [
      {
        type: "me.updated",
        user: { ...alice, display_name: "Alicia" },
        preferences: { theme: "dark" },
        admin: false,
      },
      { type: "blocks.changed", users: [] },
    ]);
    expect(state).toMatchObject({ admin: false, preferences: { theme: "dark" } });
    expect(state.me?.display_name).toBe("Alicia");
    expect(state.people.get("alice")?.display_name).toBe("Alicia");
    expect(state.blocks.size).toBe(0);
  });
});

test("a deleted room is gone with all that was held of it", () => {
  const begun = newest(run(fresh_client, [ready(20)]));
  const state = run(begun, [{ type: "room.deleted", room, seq: 21, at, actor: "bob" }]);
  expect(state.rooms.joined.size + state.chat.timelines.size + state.logs.size).toBe(0);
  expect(state.rooms.lost.get(room)).toEqual({ reason: "deleted", name: "cabin" });
});

describe("joining", () => {
  test("a room that was only looked at goes on from what was read", () => {
    const looked: ClientState = {
      ...run(fresh_client, [{ ...ready(0), rooms: [] }]),
      chat: take_page(fresh_client.chat, room, { kind: "newest" }, page(20)),
    };
    const state = run(looked, [{ type: "room.added", ...my_room(24) }]);
    expect(gaps(state)).toEqual(new Map([[room, 20]]));
    expect(seqs(run(state, log.slice(20, 24)))).toEqual(expected(24));
  });
});

describe("what this page does not know", () => {
  test("an unknown durable event moves the cursor, an unknown frame moves nothing [P16]", () => {
    const state = newest(run(fresh_client, [ready(20)]));
    const unknown = { type: "sketch.imagined", room, seq: 21, at, actor: "bob" } as unknown as ServerEvent;
    expect(run(state, [unknown]).logs.get(room)?.cursor).toBe(21);
    const stranger = { type: "weather.changed", sun: true } as unknown as ServerEvent;
    expect(run(state, [stranger])).toBe(state);
  });
});

test("a pending message is known by its nonce, wherever it comes back", () => {
  let state = newest(run(fresh_client, [ready(20)]));
  const pending = { nonce: "n21", room, text: "text 21", at };
  state = { ...state, chat: { ...state.chat, outbox: written([], pending) } };
  expect(run(state, [created(21, "alice")]).chat.outbox).toEqual([]);
  const by_page = take_page(state.chat, room, { kind: "newest" }, page(21));
  expect(by_page.outbox).toEqual([]);
  expect(change_timeline(state.chat, "elsewhere", (timeline) => timeline)).toBe(state.chat);
});
