import { describe, expect, test } from "vitest";
import type { DurableEvent, JoinedRoom, ReadMarkedEvent, ReadyEvent } from "../../protocol.ts";
import {
  mark_read,
  no_rooms,
  put_away,
  reduce_rooms_event,
  reduce_rooms_frame,
  take_members,
  unread_total,
  type RoomsState,
} from "./model.ts";
import { in_sections, others_in, room_name } from "./naming.ts";
import { may_remove, muted, role_below, roles_to_give } from "./rights.ts";
import { begin_settings, changes_of, slow_modes } from "./settings_draft.ts";

const at = "2026-11-21T09:00:00.000Z";
const room = (id: string, parts: Partial<JoinedRoom> = {}): JoinedRoom => ({
  room: id,
  name: id,
  kind: "public",
  last_seq: 10,
  read_seq: 10,
  unread: 0,
  role: "member",
  settings: { posting: "member", drawing: "member", slow_mode: 0 },
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
  admin: false,
  preferences: { theme: "system" },
  blocks: [],
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

const entry = (seq: number, actor = "bob"): { room: string; seq: number; at: string; actor: string } => ({
  room: "r1",
  seq,
  at,
  actor,
});
const mine = (state: RoomsState): JoinedRoom | undefined => state.joined.get("r1");

describe("roles", () => {
  test("change in the list, and mine in the room", () => {
    let state = take_members(start(room("r1")), "r1", [
      { user: "alice", role: "member", joined_at: at },
      { user: "bob", role: "owner", joined_at: at },
    ]);
    state = reduce_rooms_event(state, {
      ...entry(11),
      type: "member.changed",
      user: "alice",
      role: "moderator",
    });
    expect(mine(state)?.role).toBe("moderator");
    expect(state.members.get("r1")?.[0]?.role).toBe("moderator");
    state = reduce_rooms_event(state, { ...entry(12), type: "member.changed", user: "bob", role: "reader" });
    expect(mine(state)?.role).toBe("moderator");
    expect(state.members.get("r1")?.[1]?.role).toBe("reader");
  });

  test("whoever is banned is a member no longer", () => {
    const known = take_members(start(room("r1")), "r1", [{ user: "bob", role: "member", joined_at: at }]);
    const state = reduce_rooms_event(known, { ...entry(11, "alice"), type: "member.banned", user: "bob" });
    expect(state.members.get("r1")).toEqual([]);
    const again = reduce_rooms_event(state, { ...entry(12, "alice"), type: "member.unbanned", user: "bob" });
    expect(again.members.get("r1")).toEqual([]);
  });

  test("give the roles below, and an owner every one", () => {
    expect(roles_to_give("owner", "member")).toEqual(["owner", "moderator", "reader"]);
    expect(roles_to_give("owner", "owner")).toEqual(["moderator", "member", "reader"]);
    expect(roles_to_give("moderator", "member")).toEqual(["reader"]);
    expect(roles_to_give("moderator", "moderator")).toEqual([]);
    expect(roles_to_give("member", "reader")).toEqual([]);
    expect(may_remove("owner", "owner")).toBe(true);
    expect(role_below("owner", 1)).toBeUndefined();
    expect(role_below("owner", 2)).toBe("moderator");
    expect(role_below("moderator", 1)).toBe("member");
    expect(may_remove("moderator", "member")).toBe(true);
    expect(may_remove("moderator", "moderator")).toBe(false);
    expect(may_remove("member", "reader")).toBe(false);
  });
});

describe("what a room is", () => {
  test("changes by what is given; an empty topic is none", () => {
    const begun = start(room("r1", { topic: "old" }));
    const changed = reduce_rooms_event(begun, {
      ...entry(11),
      type: "room.updated",
      name: "new",
      kind: "private",
      posting: "moderator",
      slow_mode: 30,
    });
    expect(mine(changed)).toMatchObject({
      name: "new",
      kind: "private",
      topic: "old",
      settings: { posting: "moderator", drawing: "member", slow_mode: 30 },
    });
    const end = reduce_rooms_event(changed, {
      ...entry(12),
      type: "room.updated",
      topic: "",
      archived: true,
    });
    expect(mine(end)).toMatchObject({ archived: true, last_seq: 12 });
    expect(mine(end)).not.toHaveProperty("topic");
    const back = reduce_rooms_event(end, { ...entry(13), type: "room.updated", archived: false });
    expect(mine(back)).not.toHaveProperty("archived");
  });

  test("says why it is mine no longer, until it is again", () => {
    const begun = start(room("r1", { name: "cabin" }));
    const deleted = reduce_rooms_event(begun, { ...entry(11), type: "room.deleted" });
    expect(mine(deleted)).toBeUndefined();
    expect(deleted.lost.get("r1")).toEqual({ reason: "deleted", name: "cabin" });
    const told = reduce_rooms_frame(deleted, { type: "room.removed", room: "r1", reason: "deleted" });
    expect(told.lost.get("r1")?.name).toBe("cabin");
    const back = reduce_rooms_frame(told, { type: "room.added", ...room("r1") });
    expect(back.lost.size).toBe(0);
    expect(reduce_rooms_frame(begun, { type: "gone", room: "r1" }).lost.size).toBe(0);
  });

  test("decides who may write", () => {
    const settings = { posting: "moderator", drawing: "member", slow_mode: 0 } as const;
    expect(muted(room("r1"))).toBeUndefined();
    expect(muted(room("r1", { role: "reader" }))).toBe("reader");
    expect(muted(room("r1", { settings }))).toBe("moderators");
    expect(muted(room("r1", { settings, role: "owner" }))).toBeUndefined();
    expect(muted(room("r1", { settings: { ...settings, posting: "owner" }, role: "moderator" }))).toBe(
      "owners",
    );
    expect(muted(room("r1", { archived: true, role: "owner" }))).toBe("archived");
  });

  test("is changed by what differs alone", () => {
    const known = start(room("r1", { topic: "old" })).joined.get("r1");
    if (known === undefined) throw new Error("no room");
    const wanted = begin_settings(known);
    expect(changes_of(known, { ...wanted, name: " r1 " })).toEqual({});
    expect(changes_of(known, { ...wanted, topic: "", visibility: "private" })).toEqual({
      topic: "",
      visibility: "private",
    });
    expect(slow_modes(42)).toContain(42);
  });
});

const direct = room("r1", { kind: "dm", name: "", people: ["alice", "carol", "bob"] });

describe("direct messages", () => {
  test("are called by the others", () => {
    expect(room_name(direct, "alice", (user) => user.toUpperCase())).toBe("CAROL, BOB");
    expect(others_in({ people: ["alice"] }, "alice")).toEqual(["alice"]);
  });

  test("everybody in it is a member from its first event", () => {
    const known = take_members(start(direct), "r1", []);
    const state = reduce_rooms_event(known, {
      ...entry(11, "carol"),
      type: "room.created",
      name: "",
      kind: "dm",
      people: ["alice", "carol", "bob"],
    });
    expect(state.members.get("r1")?.map(({ user, role }) => `${user} ${role}`)).toEqual([
      "alice member",
      "carol member",
      "bob member",
    ]);
  });

  test("that were put away come back with the next message", () => {
    const away = put_away(start(direct), "r1");
    expect(in_sections(away, (user) => user, "en").direct).toEqual([]);
    expect(in_sections(away, (user) => user, "en", "r1").direct).toHaveLength(1);
    const back = reduce_rooms_event(away, said(11, "bob"));
    expect(in_sections(back, (user) => user, "en").direct).toHaveLength(1);
    expect(mine(back)).toMatchObject({ unread: 1 });
    expect(mine(back)).not.toHaveProperty("hidden");
  });
});

test("rooms stand by name, as people read, and direct messages apart", () => {
  const state = start(
    room("10"),
    room("9"),
    room("Äpfel"),
    room("birnen"),
    room("Zebra"),
    room("d", { kind: "dm", people: ["alice", "bob"] }),
  );
  const { rooms, direct: people } = in_sections(state, (user) => user, "en");
  expect(rooms.map(({ name }) => name)).toEqual(["9", "10", "Äpfel", "birnen", "Zebra"]);
  expect(people.map(({ room: id }) => id)).toEqual(["d"]);
});
