import { describe, expect, test } from "vitest";
import type { DurableEvent, Message } from "../../protocol.ts";
import { happening_words } from "./happening_words.ts";
import { silences, type Happening } from "./happenings.ts";
import { apply_event, begin_timeline, merge_page, take_happenings, type Timeline } from "./timeline.ts";

const at = "2026-11-21T09:00:00.000Z";
const message = (seq: number): Message => ({
  room: "r1",
  seq,
  nonce: `n${seq}`,
  at,
  author: "bob",
  text: "x",
  rev: seq,
  attachments: [],
  reactions: [],
});
const page = (
  seqs: number[],
  last_seq: number,
  parts = {},
): Parameters<typeof silences>[0] & { users: never[] } => ({
  messages: seqs.map(message),
  users: [],
  has_before: false,
  has_after: false,
  last_seq,
  ...parts,
});
const happened = <Part extends object>(seq: number, part: Part, actor = "bob"): Part & Happening =>
  ({ room: "r1", seq, at, actor, ...part }) as unknown as Part & Happening;
const joined = (seq: number, user: string, actor = user): Happening =>
  happened(seq, { type: "member.joined", user, role: "member" }, actor);

describe("silences", () => {
  test("are where seqs are missing between messages, before the first and after the last", () => {
    expect(silences(page([], 1))).toEqual([{ from: 1, to: 1 }]);
    expect(silences(page([1, 2, 3], 3))).toEqual([]);
    expect(silences(page([3, 100, 101], 101))).toEqual([{ from: 1, to: 99 }]);
    expect(silences(page([3, 100, 150, 151], 300))).toEqual([
      { from: 152, to: 300 },
      { from: 1, to: 149 },
    ]);
    expect(silences(page([50, 52], 60, { has_before: true, has_after: true }))).toEqual([
      { from: 51, to: 51 },
    ]);
  });

  test("near each other are read as one, long ones from their end", () => {
    expect(silences(page([2, 4, 6], 7))).toEqual([{ from: 1, to: 7 }]);
    expect(silences(page([5_000], 5_000))).toEqual([{ from: 4_800, to: 4_999 }]);
  });
});

describe("the window", () => {
  const begun: Timeline = merge_page(
    begin_timeline("r1", 10),
    { kind: "newest" },
    page([4, 8], 10, { has_before: true }),
  );

  test("takes what happened within it, once, in order", () => {
    const grown = take_happenings(begun, [joined(9, "dave"), joined(2, "erin"), joined(6, "carol")]);
    expect(grown.happenings.map(({ seq }) => seq)).toEqual([6, 9]);
    expect(take_happenings(grown, [joined(6, "carol")]).happenings).toBe(grown.happenings);
  });

  test("and what happens now", () => {
    const event: DurableEvent = joined(11, "carol");
    expect(apply_event(begun, event).happenings.map(({ seq }) => seq)).toEqual([11]);
    expect(apply_event({ ...begun, has_after: true }, event).happenings).toEqual([]);
  });
});

const words = (...events: Happening[]): string => happening_words(events, (user) => user.toUpperCase());

describe("a line says", () => {
  test("who came, alone, together and many", () => {
    expect(words(joined(1, "a"))).toBe("A joined");
    expect(words(joined(1, "a"), joined(2, "b"))).toBe("A and B joined");
    expect(words(joined(1, "a"), joined(2, "b"), joined(3, "c"))).toBe("A, B and C joined");
    expect(words(...["a", "b", "c", "d", "e"].map((user, index) => joined(index, user)))).toBe(
      "A, B and 3 others joined",
    );
    expect(words(joined(1, "a", "bob"))).toBe("BOB added A");
    expect(words(joined(1, "a"), joined(2, "a"))).toBe("A joined");
  });

  test("who went and why, and what people became", () => {
    expect(words(happened(1, { type: "member.left", user: "bob" }))).toBe("BOB left");
    expect(words(happened(1, { type: "member.left", user: "a" }))).toBe("BOB removed A");
    expect(words(happened(1, { type: "member.banned", user: "a" }))).toBe("BOB banned A");
    expect(words(happened(1, { type: "member.changed", user: "a", role: "moderator" }))).toBe(
      "BOB made A moderator",
    );
    expect(words(happened(1, { type: "member.changed", user: "bob", role: "member" }))).toBe(
      "BOB stepped down",
    );
  });

  test("how the room changed, all of it", () => {
    const changed = happened(1, { type: "room.updated", topic: "", kind: "private", slow_mode: 3_600 });
    expect(words(changed)).toBe(
      "BOB removed the topic. BOB made the room private. BOB set slow mode: one message every 1 hour",
    );
  });
});
