/** The socket of one role: sends commands, and keeps what it hears of each room. */
import type { ServerEvent } from "../../web/src/protocol.ts";
import { within } from "../server/deadline.ts";
import { Socket } from "../server/socket.ts";
import type { Cast } from "./cast.ts";
import type { Account } from "./roles.ts";

const WITHIN_MS = 10_000;

export class Ear {
  readonly role: Account;
  readonly heard: ServerEvent[] = [];
  readonly #socket: Socket;
  readonly #watchers = new Set<() => void>();
  #ids = 0;

  private constructor(role: Account, socket: Socket) {
    this.role = role;
    this.#socket = socket;
  }

  static async open(cast: Cast, role: Account): Promise<Ear> {
    const session = cast.session(role);
    const socket = await Socket.open({ origin: session.origin, headers: session.headers() });
    const ear = new Ear(role, socket);
    socket.listen((frame, text) => {
      cast.traffic.frame(role, text);
      ear.heard.push(frame);
      for (const watcher of ear.#watchers) watcher();
    });
    await ear.until("ready", (frame) => frame.type === "ready");
    await ear.command("resume", { rooms: {} });
    return ear;
  }

  /** The code with which it was refused; undefined when it was acknowledged. */
  async command(type: string, fields: object): Promise<string | undefined> {
    this.#ids += 1;
    const id = String(this.#ids);
    this.#socket.send({ type, id, ...fields });
    const answer = await this.until(
      `the answer to ${type}`,
      (frame) => (frame.type === "ack" || frame.type === "error") && frame.id === id,
    );
    return answer.type === "error" ? answer.code : undefined;
  }

  /** Listens to a room after this seq; what the server says to it. */
  async resume(room: string, seq: number): Promise<"resumed" | "gone"> {
    const before = this.heard.length;
    await this.command("resume", { rooms: { [room]: seq } });
    const answer = await this.until(
      "resumed or gone",
      (frame) => (frame.type === "resumed" || frame.type === "gone") && frame.room === room,
      before,
    );
    return answer.type === "gone" ? "gone" : "resumed";
  }

  /** All that the server had for this socket when it read this has come. */
  async fence(): Promise<void> {
    await this.command("ping", {});
  }

  /** What it was told of the room, of the log or not, since this many frames. */
  of_room(room: string, since: number): ServerEvent[] {
    return this.heard.slice(since).filter((frame) => JSON.stringify(frame).includes(room));
  }

  async until(what: string, fits: (frame: ServerEvent) => boolean, since = 0): Promise<ServerEvent> {
    let watcher: (() => void) | undefined;
    const found = new Promise<ServerEvent>((resolve) => {
      watcher = (): void => {
        const frame = this.heard.slice(since).find(fits);
        if (frame !== undefined) resolve(frame);
      };
      this.#watchers.add(watcher);
      watcher();
    });
    try {
      return await within(found, WITHIN_MS, () => `${what} for ${this.role}; heard: ${this.recent()}`);
    } finally {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    }
  }

  private recent(): string {
    return this.heard
      .slice(-6)
      .map((frame) => JSON.stringify(frame).slice(0, 200))
      .join("\n  ");
  }
}

let ears: Promise<Ear[]> | undefined;

/** One socket for everybody who can have one. */
export function everybody_listens(cast: Cast, accounts: readonly Account[]): Promise<Ear[]> {
  ears ??= Promise.all(accounts.map((role) => Ear.open(cast, role)));
  return ears;
}
