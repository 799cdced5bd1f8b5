import { describe, expect, test } from "vitest";
import type { DurableEvent, JoinedRoom, ReadMarkedEvent, ReadyEvent } from "../../protocol.ts";
import {
  in_order,
  mark_read,
  no_rooms,
  reduce_rooms_event,
  reduce_rooms_frame,
  take_members,
  unread_total,
  type RoomsState,
} from "./model.ts";

const at = "2026-11-21T09:00:00.000Z";
const room = (id: string, parts: Partial<JoinedRoom> = {}): JoinedRoom => ({
  room: id,
  name: id,
  kind: "public",
  last_seq: 10,
  read_seq: 10,
  unread: 0,
  role: "member",
  ...parts,
});
const ready = (rooms: JoinedRoom[]): ReadyEvent => ({
  type: "ready",
  protocol: 1,
  user: { id: "alice", username: "alice", display_name: "Alice" },
  session: "s",
  users: [],
  rooms,
  heartbeat_ms: 30_000,
  limits: { frame_bytes: 65_536, text_length: 4_000 },
});
const start = (...rooms: JoinedRoom[]): RoomsState => reduce_rooms_frame(no_rooms, ready(rooms));
const said = (seq: number, actor: string, id = "r1"): DurableEvent => ({
  type: "message.created",
  room: id,
  seq,
  at,
  actor,
  message: {
    room: id,
    seq,
    nonce: `n${seq}`,
    at,
    author: actor,
    text: "x",
    rev: seq,
    attachments: [],
    reactions: [],
  },
});

const marked = (seq: number, unread: number, last_seq: number): ReadMarkedEvent => ({
  type: "read.marked",
  room: "r1",
  seq,
  unread,
  last_seq,
});

function reduce(state: RoomsState, events: DurableEvent[]): RoomsState {
  return events.reduce(reduce_rooms_event, state);
}

describe("unread", () => {
  test("rises with others' messages after those the server has counted", () => {
    let state = start(room("r1", { read_seq: 4, unread: 3 }));
    for (const event of [said(9, "bob"), said(11, "bob"), said(12, "carol")])
      state = reduce_rooms_event(state, event);
    expect(state.joined.get("r1")?.unread).toBe(5);
    expect(unread_total(state)).toBe(5);
  });

  test("ends with my own message, by reading, and by another device's reading", () => {
    const state = reduce_rooms_event(start(room("r1")), said(11, "bob"));
    expect(reduce_rooms_event(state, said(12, "alice")).joined.get("r1")).toMatchObject({
      unread: 0,
      read_seq: 12,
    });
    expect(mark_read(state, "r1", 11).joined.get("r1")).toMatchObject({ unread: 0, read_seq: 11 });
    const elsewhere = reduce_rooms_frame(state, marked(11, 0, 11));
    expect(elsewhere.joined.get("r1")).toMatchObject({ unread: 0, read_seq: 11 });
  });

  test("adds up whether the server counted before or after what has come", () => {
    const some = [11, 12, 13].map((seq) => said(seq, "bob"));
    const all = [...some, said(14, "bob")];
    const begun = start(room("r1"));
    // Read to 11; at that moment the log reached to 13, so that 2 were unread.
    for (const before of [0, 1, 3, 4]) {
      const counted = reduce_rooms_frame(reduce(begun, all.slice(0, before)), marked(11, 2, 13));
      const end = reduce(counted, all.slice(before));
      expect(end.joined.get("r1")).toMatchObject({ read_seq: 11, unread: 3, last_seq: 14 });
    }
  });

  test("a count that was overtaken changes nothing", () => {
    const state = reduce_rooms_frame(
      reduce_rooms_event(start(room("r1")), said(11, "bob")),
      marked(11, 0, 11),
    );
    expect(reduce_rooms_frame(state, marked(10, 1, 11))).toEqual(state);
    expect(reduce_rooms_frame(state, marked(11, 0, 10))).toEqual(state);
  });

  test("is exact also after many messages", () => {
    let state = start(room("r1"));
    for (let seq = 11; seq <= 1_010; seq += 1) state = reduce_rooms_event(state, said(seq, "bob"));
    expect(state.joined.get("r1")?.unread).toBe(1_000);
    expect(state.joined.get("r1")?.count.since.length).toBeLessThanOrEqual(256);
    expect(reduce_rooms_frame(state, marked(1_000, 5, 1_005)).joined.get("r1")?.unread).toBe(10);
  });

  test("the read position never falls, and reading a part leaves the rest", () => {
    const state = reduce_rooms_event(start(room("r1")), said(11, "bob"));
    expect(mark_read(state, "r1", 3).joined.get("r1")).toMatchObject({ unread: 1, read_seq: 10 });
  });
});

describe("members", () => {
  test("come and go only where the list is known", () => {
    let state = start(room("r1"));
    const came: DurableEvent = {
      type: "member.joined",
      room: "r1",
      seq: 11,
      at,
      actor: "bob",
      user: "bob",
      role: "member",
    };
    expect(reduce_rooms_event(state, came).members.size).toBe(0);
    state = take_members(state, "r1", [{ user: "alice", role: "owner", joined_at: at }]);
    state = reduce_rooms_event(reduce_rooms_event(state, came), came);
    expect(state.members.get("r1")?.map(({ user }) => user)).toEqual(["alice", "bob"]);
    state = reduce_rooms_event(state, {
      type: "member.left",
      room: "r1",
      seq: 12,
      at,
      actor: "bob",
      user: "bob",
    });
    expect(state.members.get("r1")?.map(({ user }) => user)).toEqual(["alice"]);
  });

  test("are worth reading again after a greeting or a resync", () => {
    const state = start(room("r1"));
    expect(reduce_rooms_frame(state, { type: "resync", room: "r1", last_seq: 50 }).epoch).toBe(
      state.epoch + 1,
    );
    expect(reduce_rooms_frame(state, ready([])).epoch).toBe(state.epoch + 1);
  });
});

test("rooms stand by name, as people read", () => {
  const state = start(room("10"), room("9"), room("Äpfel"), room("birnen"), room("Zebra"));
  expect(in_order(state, "en").map(({ name }) => name)).toEqual(["9", "10", "Äpfel", "birnen", "Zebra"]);
});
