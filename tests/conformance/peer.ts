/** A client of the WebSocket protocol that does what it is told, right or wrong, over a bare socket; it keeps what it heard and how that ended. */
import { connect, type Socket } from "node:net";
import { eventually, pause, within } from "../server/deadline.ts";
import { encode, FrameReader, opcode, type Frame, type Heard } from "./frames.ts";

/** How the server let go of the connection. */
export type Ending = "open" | "ended" | "reset";

export interface Upgrade {
  port: number;
  /** A connection to whoever stands before that port; without it, one to the port itself. */
  line?: () => Socket;
  /** Header lines instead of these. */
  lines?: Readonly<Record<string, string>>;
}

const ANSWER_WITHIN_MS = 10_000;

export const upgrade_lines = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol": "chatelier.v1",
};

export function upgrade_request({ port, lines = {} }: Upgrade): string {
  const all = Object.entries({ ...upgrade_lines, ...lines });
  const text = all.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `GET /api/v1/ws HTTP/1.1\r\nHost: localhost:${port}\r\n${text}\r\n`;
}

export class Peer {
  /** The head of the server's answer. */
  head = "";
  readonly heard: Heard[] = [];
  ending: Ending = "open";
  /** What it sent that is no frame. */
  broken: Error | undefined;
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #watchers = new Set<() => void>();
  #text = Buffer.alloc(0);
  #closing = false;

  private constructor({ port, line }: Upgrade) {
    this.#socket = line?.() ?? connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (bytes) => this.take(bytes));
    this.#socket.on("end", () => this.over("ended"));
    this.#socket.on("error", () => this.over("reset"));
  }

  /** Sends the request for the upgrade, and with it what is to come in one piece with it. */
  static async open(upgrade: Upgrade, ...with_it: readonly Frame[]): Promise<Peer> {
    const peer = new Peer(upgrade);
    peer.send_bytes(Buffer.concat([Buffer.from(upgrade_request(upgrade)), ...with_it.map(encode)]));
    await peer.until("an answer to the upgrade", () => peer.head !== "");
    return peer;
  }

  /** A socket of the server after its first frame. */
  static async greeted(upgrade: Upgrade, ...with_it: readonly Frame[]): Promise<Peer> {
    const peer = await Peer.open(upgrade, ...with_it);
    await peer.until("the greeting", () => peer.heard.length > 0);
    const [greeting] = peer.heard.splice(0, 1);
    if (greeting?.payload.toString().includes('"type":"ready"') !== true)
      throw new Error(`the first frame is no greeting: ${peer.head}${greeting?.payload.toString() ?? ""}`);
    return peer;
  }

  send_bytes(bytes: Buffer): void {
    if (this.ending === "open") this.#socket.write(bytes);
  }

  send(...frames: readonly Frame[]): void {
    for (const frame of frames) if (frame.opcode === opcode.close) this.#closing = true;
    this.send_bytes(Buffer.concat(frames.map(encode)));
  }

  /** So many bytes at a time, each in a packet of its own. */
  async send_in_pieces(size: number, ...frames: readonly Frame[]): Promise<void> {
    const bytes = Buffer.concat(frames.map(encode));
    this.#closing ||= frames.some((frame) => frame.opcode === opcode.close);
    for (let at = 0; at < bytes.length && this.ending === "open"; at += size) {
      const piece = bytes.subarray(at, at + size);
      await new Promise<void>((resolve) => {
        this.#socket.write(piece, () => setImmediate(resolve));
      });
    }
  }

  /** Takes nothing from the network until `read_on`. */
  stop_reading(): void {
    this.#socket.pause();
  }

  read_on(): void {
    this.#socket.resume();
  }

  /** The close frame that came. */
  get closed(): Heard | undefined {
    return this.heard.find((frame) => frame.opcode === opcode.close);
  }

  async until(what: string, holds: () => boolean, ms = ANSWER_WITHIN_MS): Promise<void> {
    let watcher: (() => void) | undefined;
    const reached = new Promise<void>((resolve, reject) => {
      watcher = (): void => {
        if (holds()) resolve();
        else if (this.ending !== "open" || this.broken !== undefined)
          reject(new Error(`the connection is over before ${what}: ${this.account()}`));
      };
      this.#watchers.add(watcher);
      watcher();
    });
    try {
      await within(reached, ms, () => `${what}; so far: ${this.account()}`);
    } finally {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    }
  }

  /** Nothing comes and nothing ends for a moment. */
  async hears_nothing(ms: number): Promise<void> {
    const before = this.heard.length;
    await pause(ms);
    if (this.heard.length !== before || this.ending !== "open")
      throw new Error(`something came too early: ${this.account()}`);
  }

  /** Reads on, but has nothing more to say. */
  end_sending(): void {
    this.#socket.end();
  }

  /** Sends a byte now and then, whatever it hears, for as long as somebody takes them. */
  async talks_until_reset(ms: number): Promise<void> {
    const reset = async (): Promise<true | undefined> => {
      this.#socket.write("x");
      await pause(50);
      return this.#socket.errored === null ? undefined : true;
    };
    await eventually(reset, ms, "nobody to take the bytes any more");
  }

  /** Waits until the server has let go of the connection. */
  async end(): Promise<Ending> {
    await this.until("the end of the connection", () => this.ending !== "open");
    this.#socket.end();
    this.#socket.destroy();
    return this.ending;
  }

  drop(): void {
    this.#socket.destroy();
  }

  /** In words, for messages of error. */
  account(): string {
    const frames = this.heard.map(
      ({ opcode: kind, payload }) => `${kind}:${payload.toString("latin1", 0, 40)}`,
    );
    return `[${frames.join(", ")}] ${this.ending} ${this.broken?.message ?? ""}`;
  }

  private take(bytes: Buffer): void {
    let rest = bytes;
    if (this.head === "") {
      this.#text = Buffer.concat([this.#text, bytes]);
      const end = this.#text.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.head = this.#text.toString("latin1", 0, end + 4);
      rest = this.#text.subarray(end + 4);
    }
    if (this.head.startsWith("HTTP/1.1 101 ")) this.take_frames(rest);
    this.tell();
  }

  private take_frames(bytes: Buffer): void {
    try {
      this.heard.push(...this.#frames.take(bytes));
    } catch (error) {
      this.broken = error as Error;
    }
    const close = this.closed;
    if (close === undefined || this.#closing) return;
    // A peer answers a close frame with one (RFC 6455, 5.5.1).
    this.send({ opcode: opcode.close, payload: close.payload.subarray(0, 2) });
  }

  private over(ending: Ending): void {
    if (this.ending !== "open") return;
    this.ending = ending;
    if (ending === "ended" && this.#frames.unfinished > 0) this.broken = new Error("a frame without its end");
    this.tell();
  }

  private tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
