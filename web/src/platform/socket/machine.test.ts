import { describe, expect, test } from "vitest";
import { backoff_ms } from "./backoff.ts";
import { CloseCode } from "./close_codes.ts";
import { connected, open_for_commands, transition, type SocketInput, type SocketState } from "./machine.ts";

const at = { now: 1_000_000, random: 0.5 };
const run = (state: SocketState, ...inputs: SocketInput[]): SocketState =>
  inputs.reduce((reached, input) => transition(reached, input, at), state);

const closed = (code: number, reason = ""): SocketInput => ({ name: "closed", code, reason });

const idle: SocketState = { name: "idle" };
const start: SocketInput = { name: "start", online: true };

describe("connecting", () => {
  test("start connects, or waits for the network", () => {
    expect(run(idle, start)).toEqual({ name: "connecting", attempt: 0 });
    expect(run(idle, { name: "start", online: false }).name).toBe("offline");
    expect(run(idle, { name: "start", online: false }, { name: "online" }).name).toBe("connecting");
  });

  test("with nothing to resume it is live at once", () => {
    const state = run(idle, start, { name: "greeted", awaiting: [] });
    expect(state).toEqual({ name: "live", attempt: 0, since: at.now });
    expect(open_for_commands(state)).toBe(true);
  });

  test("is live when every resumed room has caught up", () => {
    const ready = run(idle, start, { name: "greeted", awaiting: ["a", "b"] });
    expect(ready.name).toBe("ready");
    expect(run(ready, { name: "caught_up", room: "a" }).name).toBe("ready");
    expect(run(ready, { name: "caught_up", room: "a" }, { name: "caught_up", room: "other" }).name).toBe(
      "ready",
    );
    expect(run(ready, { name: "caught_up", room: "a" }, { name: "caught_up", room: "b" }).name).toBe("live");
  });
});

describe("losing the connection", () => {
  const live = run(idle, start, { name: "greeted", awaiting: [] });

  test("waits, then connects again", () => {
    const waiting = run(live, closed(1006));
    expect(waiting).toMatchObject({ name: "waiting", attempt: 1 });
    expect(run(waiting, { name: "due" })).toEqual({ name: "connecting", attempt: 1 });
  });

  test("the wait grows with every failed attempt and is capped [P14]", () => {
    let state: SocketState = live;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      state = run(state, closed(1006));
      waits.push(state.name === "waiting" ? state.until - at.now : 0);
      state = run(state, { name: "due" });
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  test("a connection that had settled starts the back-off anew", () => {
    const old: SocketState = { name: "live", attempt: 6, since: at.now - 60_000 };
    expect(transition(old, closed(1006), at)).toMatchObject({ name: "waiting", attempt: 1 });
    const young: SocketState = { name: "live", attempt: 6, since: at.now - 10 };
    expect(transition(young, closed(1006), at)).toMatchObject({ name: "waiting", attempt: 7 });
  });

  test("a delay in the reason is respected [P8]", () => {
    const waiting = run(live, closed(CloseCode.restarting, "restarting, reconnect; retry=4200"));
    expect(waiting.name === "waiting" && waiting.until - at.now).toBe(4200);
  });

  test("an ended session and a protocol error are final", () => {
    expect(run(live, closed(CloseCode.session_ended))).toEqual({ name: "ended", reason: "session" });
    expect(run(live, closed(CloseCode.protocol_error))).toEqual({ name: "ended", reason: "protocol" });
    const ended = run(live, { name: "session_lost" });
    expect(run(ended, { name: "due" }, { name: "online" })).toBe(ended);
    expect(run(ended, start).name).toBe("connecting");
  });

  test("a silent peer is left", () => {
    expect(connected(run(live, { name: "silent" }))).toBe(false);
  });

  test("the network going away and coming back skips the wait", () => {
    expect(run(live, { name: "offline" }).name).toBe("offline");
    expect(run(live, { name: "offline" }, { name: "online" }).name).toBe("connecting");
    expect(run(live, closed(1006), { name: "online" }).name).toBe("connecting");
  });

  test("a late close of the socket that was left changes nothing", () => {
    const waiting = run(live, closed(1006));
    expect(run(waiting, closed(1006))).toBe(waiting);
  });
});

test("full jitter spreads over the whole interval [P14]", () => {
  const limits = { base_ms: 1000, cap_ms: 8000 };
  expect(backoff_ms(2, limits, 0)).toBe(400);
  expect(backoff_ms(2, limits, 1)).toBe(4000);
  expect(backoff_ms(30, limits, 1)).toBe(8000);
});

test("a server that speaks another version ends the attempt until the page is new [P16]", () => {
  const ended = run(idle, start, { name: "outdated" });
  expect(ended).toEqual({ name: "ended", reason: "protocol" });
  expect(run(ended, { name: "online" }, { name: "due" })).toBe(ended);
});
