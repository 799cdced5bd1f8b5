import { describe, expect, test } from "vitest";
import type { DurableEvent, Message, MessagePage } from "../../protocol.ts";
import { apply_event, begin_timeline, begin_timeline_at_start, follow, merge_page } from "./timeline.ts";

const room = "r1";
const message = (seq: number, text = `text ${seq}`): Message => ({
  room,
  seq,
  nonce: `n${seq}`,
  at: "2026-11-21T09:00:00.000Z",
  author: "alice",
  text,
  rev: seq,
  attachments: [],
  reactions: [],
});
const created = (seq: number): DurableEvent => ({
  type: "message.created",
  room,
  seq,
  at: "2026-11-21T09:00:00.000Z",
  actor: "alice",
  message: message(seq),
});
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const page = (from: number, to: number, parts: Partial<MessagePage> = {}): MessagePage => ({
  messages: range(from, to).map((seq) => message(seq)),
  users: [],
  has_before: from > 1,
  has_after: false,
  last_seq: to,
  ...parts,
});
const seqs = (timeline: { messages: readonly Message[] }): number[] =>
  timeline.messages.map(({ seq }) => seq);

describe("the newest page", () => {
  test("fills an empty window", () => {
    const timeline = merge_page(begin_timeline(room, 9), { kind: "newest" }, page(5, 9));
    expect(seqs(timeline)).toEqual([5, 6, 7, 8, 9]);
    expect(timeline).toMatchObject({ loaded: true, has_before: true, has_after: false });
  });

  test("is brought up to date with events that came while it was under way", () => {
    let timeline = begin_timeline(room, 9);
    timeline = apply_event(timeline, created(10));
    timeline = apply_event(timeline, created(11));
    timeline = merge_page(timeline, { kind: "newest" }, page(5, 10));
    expect(seqs(timeline)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  test("older than the events still remembered is refused", () => {
    const timeline = begin_timeline(room, 20);
    expect(merge_page(timeline, { kind: "newest" }, page(1, 15))).toBe(timeline);
  });

  test("ahead of the cursor takes later events without doubling them", () => {
    let timeline = merge_page(begin_timeline(room, 3), { kind: "newest" }, page(4, 8));
    timeline = apply_event(timeline, created(4));
    timeline = apply_event(timeline, created(8));
    timeline = apply_event(timeline, created(9));
    expect(seqs(timeline)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test("an event before the window leaves no hole in it", () => {
    const timeline = merge_page(begin_timeline(room, 3), { kind: "newest" }, page(60, 70));
    expect(seqs(apply_event(timeline, created(4)))).toEqual(range(60, 70));
  });
});

describe("older and newer pages", () => {
  const middle = merge_page(
    begin_timeline(room, 90),
    { kind: "around", seq: 45 },
    page(40, 50, { has_after: true, last_seq: 90 }),
  );

  test("extend the window", () => {
    const older = merge_page(middle, { kind: "before", seq: 40 }, page(30, 39, { last_seq: 90 }));
    expect(seqs(older)).toEqual(range(30, 50));
    const newer = merge_page(older, { kind: "after", seq: 50 }, page(51, 90));
    expect(seqs(newer)).toEqual(range(30, 90));
    expect(newer.has_after).toBe(false);
  });

  test("that no longer fit the window change nothing", () => {
    expect(merge_page(middle, { kind: "before", seq: 41 }, page(30, 40, { last_seq: 90 }))).toBe(middle);
    expect(merge_page(middle, { kind: "after", seq: 49 }, page(50, 60, { last_seq: 90 }))).toBe(middle);
  });

  test("what is written meanwhile is not appended behind a hole, and is there when the end is reached", () => {
    const later = apply_event(middle, created(91));
    expect(seqs(later)).toEqual(range(40, 50));
    const reached = merge_page(later, { kind: "after", seq: 50 }, page(51, 90));
    expect(seqs(reached)).toEqual(range(40, 91));
  });
});

describe("the window stays bounded", () => {
  const full = range(1, 500).reduce(
    (timeline, seq) => apply_event(timeline, created(seq)),
    begin_timeline_at_start(room),
  );

  test("the oldest go while the newest are read", () => {
    const timeline = apply_event(full, created(501));
    expect(timeline.messages.length).toBeLessThan(400);
    expect(timeline.messages.at(-1)?.seq).toBe(501);
    expect(timeline.has_before).toBe(true);
  });

  test("nothing moves while older ones are read; the rest waits behind", () => {
    const timeline = apply_event(follow(full, false), created(501));
    expect(seqs(timeline)).toEqual(range(1, 500));
    expect(timeline.has_after).toBe(true);
  });

  test("older pages push the newest out", () => {
    const start = merge_page(begin_timeline(room, 1000), { kind: "newest" }, page(501, 1000));
    const timeline = merge_page(start, { kind: "before", seq: 501 }, page(451, 500, { last_seq: 1000 }));
    expect(timeline.messages[0]?.seq).toBe(451);
    expect(timeline).toMatchObject({ has_after: true, following: false });
  });
});
