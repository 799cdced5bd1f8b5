import { describe, expect, test } from "vitest";
import {
  acknowledged,
  due,
  interrupted,
  next_due_at,
  passed,
  refused,
  retried,
  seen,
  sending,
  written,
  type Outbox,
} from "./outbox.ts";

const write = (outbox: Outbox, nonce: string, room = "r1"): Outbox =>
  written(outbox, { nonce, room, text: nonce, at: "2026-11-21T09:00:00.000Z" });
const nonces = (outbox: Outbox, now = 0): string[] => due(outbox, now).map(({ nonce }) => nonce);
const state = (outbox: Outbox, nonce: string): string | undefined =>
  outbox.find((each) => each.nonce === nonce)?.state;

describe("the outbox", () => {
  test("sends one at a time per room, in order, rooms beside each other", () => {
    let outbox = write(write(write([], "a"), "b"), "c", "r2");
    expect(nonces(outbox)).toEqual(["a", "c"]);
    outbox = sending(outbox, "a");
    expect(nonces(outbox)).toEqual(["c"]);
    outbox = acknowledged(outbox, "a", 5, 4);
    expect(nonces(outbox)).toEqual(["b", "c"]);
  });

  test("a stored message leaves when its event comes, or when the log has passed it", () => {
    const stored = acknowledged(sending(write([], "a"), "a"), "a", 5, 4);
    expect(state(stored, "a")).toBe("stored");
    expect(seen(stored, "a")).toEqual([]);
    expect(passed(stored, "r1", 4)).toBe(stored);
    expect(passed(stored, "r1", 5)).toEqual([]);
  });

  test("an ack of something that was stored long ago ends it at once", () => {
    expect(acknowledged(sending(write([], "a"), "a"), "a", 5, 9)).toEqual([]);
  });

  test("a passing refusal waits and is sent again with the same nonce, then gives up [P4]", () => {
    let outbox = write([], "a");
    let now = 0;
    for (const code of [
      "log/unknown",
      "log/unavailable",
      "rate/limited",
      "server/restarting",
      "log/unknown",
    ]) {
      outbox = refused(sending(outbox, "a"), "a", { code }, now, 1);
      expect(state(outbox, "a")).toBe("queued");
      expect(nonces(outbox, now)).toEqual([]);
      now = next_due_at(outbox, now) ?? now;
      expect(nonces(outbox, now)).toEqual(["a"]);
    }
    outbox = refused(sending(outbox, "a"), "a", { code: "log/unknown" }, now, 1);
    expect(outbox[0]).toMatchObject({ nonce: "a", state: "failed", code: "log/unknown" });
  });

  test("the server's delay is respected", () => {
    const outbox = refused(
      sending(write([], "a"), "a"),
      "a",
      { code: "rate/limited", retry_after_ms: 7000 },
      100,
      0,
    );
    expect(next_due_at(outbox, 100)).toBe(7100);
  });

  test("a final refusal fails at once, lets the next one go, and can be retried", () => {
    const outbox = refused(sending(write(write([], "a"), "b"), "a"), "a", { code: "room/not_member" }, 0, 0);
    expect(state(outbox, "a")).toBe("failed");
    expect(nonces(outbox)).toEqual(["b"]);
    expect(nonces(retried(outbox, "a"))).toEqual(["a"]);
  });

  test("what was under way when the connection went is sent again, failed ones are not [P4]", () => {
    let outbox = write(write(write([], "a"), "b"), "c");
    outbox = acknowledged(sending(outbox, "a"), "a", 5, 4);
    outbox = refused(sending(outbox, "b"), "b", { code: "message/empty" }, 0, 0);
    outbox = sending(outbox, "c");
    outbox = interrupted(outbox);
    expect(outbox.map(({ state: each }) => each)).toEqual(["queued", "failed", "queued"]);
    expect(nonces(outbox)).toEqual(["a"]);
  });

  test("a slow room's pace is waited for, however often, and is no failure", () => {
    let outbox = write([], "a");
    for (let times = 0; times < 20; times += 1) {
      outbox = refused(
        sending(outbox, "a"),
        "a",
        { code: "room/slow_mode", retry_after_ms: 5_000 },
        1_000,
        0,
      );
      expect(outbox[0]).toMatchObject({ state: "queued", code: "room/slow_mode", not_before: 6_000 });
    }
    expect(next_due_at(outbox, 1_000)).toBe(6_000);
    expect(sending(outbox, "a")[0]).not.toHaveProperty("code");
  });
});
