import { describe, expect, test } from "vitest";
import type { Message } from "../../protocol.ts";
import type { Happening } from "./happenings.ts";
import { written, sending, refused, type Pending } from "./outbox.ts";
import { build_rows, no_rows, type Row, type RowSource } from "./rows.ts";
import { begin_timeline_at_start } from "./timeline.ts";

const message = (seq: number, author: string, at: string): Message => ({
  room: "r1",
  seq,
  nonce: `n${seq}`,
  at,
  author,
  text: `text ${seq}`,
  rev: seq,
  attachments: [],
  reactions: [],
});
const source = (messages: Message[], parts: Partial<RowSource> = {}): RowSource => ({
  timeline: { ...begin_timeline_at_start("r1"), messages },
  happenings: [],
  pending: [],
  me: "alice",
  read_seq: undefined,
  blocked: () => false,
  unfolded: new Set(),
  ...parts,
});
const shown = (from: RowSource): string[] =>
  [...build_rows(from, no_rows).by_key.values()].map((row: Row) =>
    row.kind === "message" ? `${row.leads ? "+" : "."}${row.seq ?? row.key}` : row.kind,
  );
const at = (day: number, hour: number, minute = 0): string =>
  new Date(2026, 10, day, hour, minute).toISOString();

const blocked = (author: string): boolean => author === "mallory";

describe("rows", () => {
  test("group one author's messages until a pause, another author, another day", () => {
    const messages = [
      message(1, "bob", at(20, 10, 0)),
      message(2, "bob", at(20, 10, 4)),
      message(3, "bob", at(20, 10, 30)),
      message(4, "carol", at(20, 10, 31)),
      message(5, "carol", at(21, 0, 1)),
    ];
    expect(shown(source(messages))).toEqual(["day", "+1", ".2", "+3", "+4", "day", "+5"]);
  });

  test("draw one line before the first that is new and not mine", () => {
    const messages = [
      message(1, "bob", at(20, 10)),
      message(2, "alice", at(20, 10)),
      message(3, "bob", at(20, 10)),
      message(4, "bob", at(20, 10)),
    ];
    expect(shown(source(messages, { read_seq: 1 }))).toEqual(["day", "+1", "+2", "new", "+3", ".4"]);
    expect(shown(source(messages, { read_seq: 4 }))).not.toContain("new");
  });

  test("put mine that are on their way at the end, and only there", () => {
    let outbox: readonly Pending[] = written([], {
      nonce: "mine",
      room: "r1",
      text: "hi",
      at: at(20, 10, 1),
    });
    outbox = refused(sending(outbox, "mine"), "mine", { code: "room/not_member" }, 0, 0);
    const rows = build_rows(source([message(1, "alice", at(20, 10))], { pending: outbox }), no_rows);
    expect(rows.by_key.get("mine")).toMatchObject({ state: "failed", code: "room/not_member", leads: false });

    const elsewhere = source([message(1, "alice", at(20, 10))], { pending: outbox });
    elsewhere.timeline = { ...begin_timeline_at_start("r1"), ...elsewhere.timeline, has_after: true };
    expect(shown(elsewhere)).toEqual(["day", "+1"]);
  });

  test("a message that was stored keeps the row under which it was sent", () => {
    const pending = written([], { nonce: "n2", room: "r1", text: "text 2", at: at(20, 10, 1) });
    const before = build_rows(source([message(1, "bob", at(20, 10))], { pending }), no_rows);
    const after = build_rows(
      source([message(1, "bob", at(20, 10)), message(2, "alice", at(20, 10, 1))], { pending }),
      before,
    );
    expect(after.keys).toEqual(before.keys);
    expect(after.by_key.get("n2")).toMatchObject({ state: "sent", seq: 2 });
  });

  test("what did not change keeps its identity", () => {
    const first = build_rows(source([message(1, "bob", at(20, 10))]), no_rows);
    const second = build_rows(source([message(1, "bob", at(20, 10)), message(2, "bob", at(20, 10))]), first);
    expect(second.by_key.get("n1")).toBe(first.by_key.get("n1"));
  });

  test("fold what blocked people say, until it is asked for", () => {
    const messages = [
      message(1, "bob", at(20, 10, 0)),
      message(2, "mallory", at(20, 10, 1)),
      message(3, "mallory", at(20, 10, 2)),
      message(4, "bob", at(20, 10, 3)),
      message(5, "mallory", at(20, 10, 4)),
    ];
    expect(shown(source(messages, { blocked }))).toEqual(["day", "+1", "fold", "+4", "fold"]);
    const unfolded = new Set([2, 3]);
    expect(shown(source(messages, { blocked, unfolded }))).toEqual(["day", "+1", "+2", ".3", "+4", "fold"]);
    const fold = build_rows(source(messages, { blocked }), no_rows).by_key.get("fold 2");
    expect(fold).toMatchObject({ amount: 2, seqs: [2, 3] });
  });

  test("tell in one line what several people did, where it happened", () => {
    const came = (seq: number, user: string, actor = user, minute = seq): Happening => ({
      type: "member.joined",
      room: "r1",
      seq,
      at: at(20, 10, minute),
      actor,
      user,
      role: "member",
    });
    const messages = [message(1, "bob", at(20, 10, 1)), message(5, "bob", at(20, 10, 5))];
    const happenings = [came(2, "carol"), came(3, "dave"), came(4, "erin", "bob"), came(6, "frank")];
    const rows = build_rows(source(messages, { happenings }), no_rows);
    expect(
      [...rows.by_key.values()].map((row) => (row.kind === "happening" ? row.amount : row.kind)),
    ).toEqual(["day", "message", 2, 1, "message", 1]);
    expect(rows.by_key.get("n5")).toMatchObject({ leads: true });
    const again = build_rows(source(messages, { happenings: [...happenings] }), rows);
    expect(again.by_key.get("at 2")).toBe(rows.by_key.get("at 2"));
  });
});
