/**
 * The life of the connection as an explicit state machine: which states exist,
 * which inputs lead from one to another, and nothing else. Pure: time and
 * randomness come in as arguments; sockets and timers belong to the driver.
 */
import { backoff_ms } from "./backoff.ts";
import { close_advice } from "./close_codes.ts";

export type EndReason = "stopped" | "session" | "protocol";

export type SocketState =
  | { name: "idle" }
  | { name: "connecting"; attempt: number }
  /** `ready` came and `resume` was sent; these rooms have not caught up yet. */
  | { name: "ready"; attempt: number; awaiting: ReadonlySet<string> }
  | { name: "live"; attempt: number; since: number }
  | { name: "waiting"; attempt: number; until: number }
  | { name: "offline"; attempt: number }
  | { name: "ended"; reason: EndReason };

export type SocketInput =
  | { name: "start"; online: boolean }
  | { name: "stop" }
  | { name: "greeted"; awaiting: readonly string[] }
  | { name: "caught_up"; room: string }
  | { name: "closed"; code: number; reason: string }
  | { name: "silent" }
  | { name: "session_lost" }
  /** The server speaks another version of the protocol than this page. */
  | { name: "outdated" }
  | { name: "due" }
  | { name: "online" }
  | { name: "offline" };

export interface Circumstances {
  now: number;
  random: number;
}

const RECONNECT = { base_ms: 500, cap_ms: 30_000 };
/** A connection that lived this long starts the back-off anew. */
const SETTLED_MS = 5_000;

export function transition(state: SocketState, input: SocketInput, at: Circumstances): SocketState {
  if (input.name === "stop") return { name: "ended", reason: "stopped" };
  if (state.name === "ended" && input.name !== "start") return state;

  switch (input.name) {
    case "start":
      return input.online ? { name: "connecting", attempt: 0 } : { name: "offline", attempt: 0 };
    case "session_lost":
      return { name: "ended", reason: "session" };
    case "outdated":
      return { name: "ended", reason: "protocol" };
    case "greeted":
      if (state.name !== "connecting") return state;
      return input.awaiting.length === 0
        ? { name: "live", attempt: state.attempt, since: at.now }
        : { name: "ready", attempt: state.attempt, awaiting: new Set(input.awaiting) };
    case "caught_up":
      return caught_up(state, input.room, at);
    case "closed":
      return connected(state) ? after_close(state, input.code, input.reason, at) : state;
    case "silent":
      return connected(state) ? wait(state, undefined, at) : state;
    case "due":
      return state.name === "waiting" ? { name: "connecting", attempt: state.attempt } : state;
    case "online":
      return state.name === "offline" || state.name === "waiting"
        ? { name: "connecting", attempt: state.attempt }
        : state;
    case "offline":
      return state.name === "idle" ? state : { name: "offline", attempt: 0 };
    default:
      return input satisfies never;
  }
}

type Connected = Extract<SocketState, { name: "connecting" | "ready" | "live" }>;

export function connected(state: SocketState): state is Connected {
  return state.name === "connecting" || state.name === "ready" || state.name === "live";
}

/** May commands be sent? Not before `resume`, and `ready` means that it has gone out. */
export function open_for_commands(state: SocketState): boolean {
  return state.name === "ready" || state.name === "live";
}

function caught_up(state: SocketState, room: string, at: Circumstances): SocketState {
  if (state.name !== "ready" || !state.awaiting.has(room)) return state;
  const awaiting = new Set(state.awaiting);
  awaiting.delete(room);
  return awaiting.size === 0
    ? { name: "live", attempt: state.attempt, since: at.now }
    : { name: "ready", attempt: state.attempt, awaiting };
}

function after_close(state: Connected, code: number, reason: string, at: Circumstances): SocketState {
  const advice = close_advice(code, reason);
  if (advice.name === "end") return { name: "ended", reason: advice.reason };
  return wait(state, advice.after_ms, at);
}

function wait(state: Connected, advised_ms: number | undefined, at: Circumstances): SocketState {
  const settled = state.name === "live" && at.now - state.since >= SETTLED_MS;
  const attempt = settled ? 0 : state.attempt;
  const delay = Math.max(advised_ms ?? 0, backoff_ms(attempt, RECONNECT, at.random));
  return { name: "waiting", attempt: attempt + 1, until: at.now + delay };
}
