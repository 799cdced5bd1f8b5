/**
 * Drives one WebSocket along the state machine: opens it, resumes, watches its
 * heartbeat, matches answers to commands, comes back after a loss. It owns the
 * timers and the socket; it knows no feature, and never touches the page.
 */
import { protocolVersion, type ClientCommand, type ServerEvent } from "../../protocol.ts";
import { connected, open_for_commands, transition, type SocketInput, type SocketState } from "./machine.ts";

export interface SocketPorts {
  open: () => WebSocket;
  /** The last seq held of each room, asked for after `ready` was delivered. */
  held: () => Record<string, number>;
  deliver: (frame: ServerEvent) => void;
  moved: (state: SocketState) => void;
  /** Is the session still good? Asked when a connection could not be made. */
  session_lost: () => Promise<boolean>;
}

export interface Stored {
  seq?: number | undefined;
  at?: string | undefined;
}

/** A command that the server refused, or whose answer never came. */
export class CommandError extends Error {
  readonly code: string;
  readonly retry_after_ms: number | undefined;

  constructor(code: string, detail: string, retry_after_ms?: number) {
    super(detail);
    this.code = code;
    this.retry_after_ms = retry_after_ms;
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type Command = WithoutId<ClientCommand>;

export interface Socket {
  start: () => void;
  stop: () => void;
  /** Tries now instead of waiting longer. */
  hurry: () => void;
  /** Sends and forgets; dropped while there is no connection. */
  tell: (command: Command) => void;
  /** Sends and waits for the answer; a lost answer rejects with `socket/lost`. */
  ask: (command: Command) => Promise<Stored>;
}

const READY_WITHIN_MS = 15_000;
const ANSWER_WITHIN_MS = 20_000;
const PONG_WITHIN_MS = 8_000;
const WAKE_PONG_WITHIN_MS = 4_000;
const NORMAL_CLOSE = 1000;

interface Waiting {
  resolve(stored: Stored): void;
  reject(error: CommandError): void;
  timer: ReturnType<typeof setTimeout>;
}

export function create_socket(ports: SocketPorts): Socket {
  let state: SocketState = { name: "idle" };
  let wire: WebSocket | undefined;
  let heard_at = 0;
  let heartbeat_ms = 30_000;
  let next_id = 1;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const answers = new Map<string, Waiting>();

  const move = (input: SocketInput): void => {
    const before = state;
    state = transition(before, input, { now: Date.now(), random: Math.random() });
    if (state === before) return;
    if (connected(before) && !connected(state)) disconnect();
    if (state.name !== before.name) entered(before);
    ports.moved(state);
  };

  const entered = (before: SocketState): void => {
    clearTimeout(retry);
    if (state.name === "connecting") connect();
    if (state.name === "waiting") {
      retry = setTimeout(() => move({ name: "due" }), state.until - Date.now());
      if (before.name === "connecting") void check_session();
    }
  };

  const check_session = async (): Promise<void> => {
    if (await ports.session_lost()) move({ name: "session_lost" });
  };

  const connect = (): void => {
    const socket = ports.open();
    wire = socket;
    expect_within(READY_WITHIN_MS);
    socket.addEventListener("message", (message: MessageEvent<unknown>) => {
      if (wire === socket && typeof message.data === "string") receive(message.data);
    });
    socket.addEventListener("close", (event) => {
      if (wire === socket) move({ name: "closed", code: event.code, reason: event.reason });
    });
  };

  const disconnect = (): void => {
    const socket = wire;
    wire = undefined;
    clearTimeout(patience);
    for (const waiting of answers.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new CommandError("socket/lost", "the connection was lost"));
    }
    answers.clear();
    if (socket !== undefined && socket.readyState <= WebSocket.OPEN) socket.close(NORMAL_CLOSE);
  };

  const receive = (text: string): void => {
    const frame = parse(text);
    if (frame === undefined) return;
    heard_at = Date.now();
    switch (frame.type) {
      case "ack":
        settle(frame.id, (waiting) => waiting.resolve({ seq: frame.seq, at: frame.at }));
        return;
      case "error":
        if (frame.id !== undefined) {
          const refusal = new CommandError(frame.code, frame.detail, frame.retry_after_ms);
          settle(frame.id, (waiting) => waiting.reject(refusal));
        }
        return;
      case "pong":
        return;
      case "ready":
        if (frame.protocol !== protocolVersion) {
          move({ name: "outdated" });
          return;
        }
        heartbeat_ms = frame.heartbeat_ms;
        ports.deliver(frame);
        resume();
        return;
      case "resumed":
      case "resync":
      case "gone":
        ports.deliver(frame);
        move({ name: "caught_up", room: frame.room });
        return;
      default:
        ports.deliver(frame);
    }
  };

  const resume = (): void => {
    const rooms = ports.held();
    put({ type: "resume", rooms });
    move({ name: "greeted", awaiting: Object.keys(rooms) });
    beat(heartbeat_ms * (0.5 + 0.5 * Math.random()));
  };

  /** Waits for silence of this length, asks, and leaves a peer that does not answer. */
  const beat = (after_ms: number): void => {
    clearTimeout(patience);
    patience = setTimeout(() => {
      const quiet_ms = Date.now() - heard_at;
      if (quiet_ms < heartbeat_ms) beat(heartbeat_ms - quiet_ms);
      else ping(PONG_WITHIN_MS);
    }, after_ms);
  };

  const ping = (within_ms: number): void => {
    const asked_at = Date.now();
    put({ type: "ping" });
    clearTimeout(patience);
    patience = setTimeout(() => {
      if (heard_at < asked_at) move({ name: "silent" });
      else beat(heartbeat_ms);
    }, within_ms);
  };

  const expect_within = (ms: number): void => {
    clearTimeout(patience);
    patience = setTimeout(() => move({ name: "silent" }), ms);
  };

  const settle = (id: string | number, finish: (waiting: Waiting) => void): void => {
    const waiting = answers.get(String(id));
    if (waiting === undefined) return;
    answers.delete(String(id));
    clearTimeout(waiting.timer);
    finish(waiting);
  };

  const put = (command: ClientCommand | Command): void => {
    if (wire?.readyState === WebSocket.OPEN) wire.send(JSON.stringify(command));
  };

  const online = (): void => move({ name: "online" });
  const offline = (): void => move({ name: "offline" });
  const woken = (): void => {
    // A sleeping machine hears nothing of its dead connections.
    if (document.visibilityState !== "visible") return;
    if (open_for_commands(state)) ping(WAKE_PONG_WITHIN_MS);
    else if (state.name === "waiting") move({ name: "due" });
  };

  return {
    start() {
      addEventListener("online", online);
      addEventListener("offline", offline);
      document.addEventListener("visibilitychange", woken);
      move({ name: "start", online: navigator.onLine });
    },
    stop() {
      removeEventListener("online", online);
      removeEventListener("offline", offline);
      document.removeEventListener("visibilitychange", woken);
      clearTimeout(retry);
      move({ name: "stop" });
    },
    hurry() {
      move({ name: "due" });
    },
    tell(command) {
      if (open_for_commands(state)) put(command);
    },
    ask(command) {
      return new Promise((resolve, reject) => {
        if (!open_for_commands(state)) {
          reject(new CommandError("socket/lost", "there is no connection"));
          return;
        }
        const id = String(next_id++);
        const timer = setTimeout(
          () => settle(id, (waiting) => waiting.reject(new CommandError("socket/lost", "no answer came"))),
          ANSWER_WITHIN_MS,
        );
        answers.set(id, { resolve, reject, timer });
        put({ ...command, id });
      });
    },
  };
}

/** Frames of unknown types pass as they are: whoever reduces them ignores them. */
function parse(text: string): ServerEvent | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    const sound =
      typeof frame === "object" && frame !== null && "type" in frame && typeof frame.type === "string";
    return sound ? (frame as ServerEvent) : undefined;
  } catch {
    return undefined;
  }
}
