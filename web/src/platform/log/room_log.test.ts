import { describe, expect, test } from "vitest";
import type { DurableEvent } from "../../protocol.ts";
import { admit, begin_log, missing_after, told_head, type RoomLog } from "./room_log.ts";

const event = (seq: number): DurableEvent => ({
  type: "member.joined",
  room: "r1",
  seq,
  at: "2026-11-21T09:00:00.000Z",
  actor: "alice",
  user: "alice",
  role: "member",
});

/** Feeds events and returns the seqs in the order in which they were let through. */
function feed(start: RoomLog, seqs: number[]): { log: RoomLog; through: number[] } {
  let log = start;
  const through: number[] = [];
  for (const seq of seqs) {
    const admission = admit(log, event(seq));
    log = admission.log;
    through.push(...admission.admitted.map((admitted) => admitted.seq));
  }
  return { log, through };
}

describe("a room's log", () => {
  test("lets events through in order, each once [P3]", () => {
    const { log, through } = feed(begin_log(4), [5, 5, 6, 3, 7]);
    expect(through).toEqual([5, 6, 7]);
    expect(log.cursor).toBe(7);
    expect(missing_after(log)).toBeUndefined();
  });

  test("holds back what lies beyond a gap and shows the gap", () => {
    const { log, through } = feed(begin_log(4), [5, 8, 9]);
    expect(through).toEqual([5]);
    expect(missing_after(log)).toBe(5);
  });

  test("lets everything through once the gap is filled, whatever the order", () => {
    const { log, through } = feed(begin_log(4), [9, 7, 5, 8, 7, 6]);
    expect(through).toEqual([5, 6, 7, 8, 9]);
    expect(missing_after(log)).toBeUndefined();
    expect(log.ahead).toEqual([]);
  });

  test("an event of a type that it does not know moves the cursor too [P16]", () => {
    const unknown = { ...event(5), type: "sketch.imagined" } as unknown as DurableEvent;
    expect(admit(begin_log(4), unknown).log.cursor).toBe(5);
  });

  test("a head told by the server is a gap until its events came", () => {
    const told = told_head(begin_log(4), 6);
    expect(missing_after(told)).toBe(4);
    expect(missing_after(feed(told, [5, 6]).log)).toBeUndefined();
    expect(told_head(told, 2)).toBe(told);
  });
});
