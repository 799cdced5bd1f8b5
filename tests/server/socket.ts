/** One WebSocket of one session, frame by frame, with the end that it came to. */
import { WebSocket } from "ws";
import type { ServerEvent } from "../../web/src/protocol.ts";
import { within } from "./deadline.ts";
import type { HeaderChanges } from "./session.ts";

export interface Closed {
  code: number;
  reason: string;
}

/** The answer to an upgrade that was refused. */
export class UpgradeRefused extends Error {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  constructor(status: number, headers: Headers, text: string) {
    super(`the upgrade was refused: ${status} ${text}`);
    this.status = status;
    this.headers = headers;
    this.text = text;
  }
}

export interface SocketOptions {
  origin: string;
  /** Where the bytes go, when that is not the origin. */
  address?: string;
  /** Of the session; `null` takes one away. */
  headers: HeaderChanges;
  protocols?: readonly string[];
  /** False: does not answer the server's pings, like a peer that has gone without a word. */
  answers_pings?: boolean;
}

export type Listener = (frame: ServerEvent, text: string) => void;

const OPEN_WITHIN_MS = 15_000;

export class Socket {
  readonly closed: Promise<Closed>;
  readonly #wire: WebSocket;
  #end: Closed | undefined;
  #listener: Listener | undefined;
  /** What came before somebody listened. */
  #early: string[] = [];

  private constructor(wire: WebSocket) {
    this.#wire = wire;
    this.closed = new Promise<Closed>((resolve) => {
      wire.on("close", (code, reason) => {
        this.#end = { code, reason: reason.toString("utf8") };
        resolve(this.#end);
      });
    });
    wire.on("message", (data, binary) => {
      // oxlint-disable-next-line typescript/no-base-to-string -- a Buffer, as `binaryType` is left alone
      if (!binary) this.heard(data.toString());
    });
  }

  /** Rejects with UpgradeRefused, or with what the network said. */
  static async open(options: SocketOptions): Promise<Socket> {
    const headers = Object.fromEntries(Object.entries(options.headers).filter((entry) => entry[1] !== null));
    const url = `${(options.address ?? options.origin).replace(/^http/, "ws")}/api/v1/ws`;
    const protocols = [...(options.protocols ?? ["chatelier.v1"])];
    const wire = new WebSocket(url, protocols, {
      headers: headers as Record<string, string>,
      perMessageDeflate: false,
      autoPong: options.answers_pings ?? true,
    });
    const socket = new Socket(wire);
    const opened = new Promise<void>((resolve, reject) => {
      wire.on("open", resolve);
      wire.on("error", reject);
      wire.on("unexpected-response", (request, answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (text += part));
        answer.on("end", () => {
          request.destroy();
          const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
            (values ?? []).map((value): [string, string] => [name, value]),
          );
          reject(new UpgradeRefused(answer.statusCode ?? 0, new Headers(pairs), text));
        });
      });
    });
    try {
      await within(opened, OPEN_WITHIN_MS, `the socket at ${url} to open`);
    } catch (error) {
      wire.on("error", () => undefined);
      wire.terminate();
      throw error;
    }
    return socket;
  }

  /** From here the frames go there, beginning with those that have come already. */
  listen(listener: Listener): void {
    this.#listener = listener;
    for (const text of this.#early.splice(0)) this.heard(text);
  }

  /** How it ended, once it has. */
  get end(): Closed | undefined {
    return this.#end;
  }

  /** The subprotocol that was agreed upon. */
  get protocol(): string {
    return this.#wire.protocol;
  }

  get open(): boolean {
    return this.#wire.readyState === WebSocket.OPEN;
  }

  send(frame: object): void {
    this.send_text(JSON.stringify(frame));
  }

  /** A text frame of these bytes, whether or not they are text. */
  send_text(content: string | Buffer): void {
    this.#wire.send(content, { binary: false });
  }

  send_binary(content: Buffer): void {
    this.#wire.send(content, { binary: true });
  }

  /** Takes no more bytes from the network until `read_on`. */
  stop_reading(): void {
    this.#wire.pause();
  }

  read_on(): void {
    this.#wire.resume();
  }

  /** As a cable that is pulled out. */
  drop(): void {
    this.#wire.terminate();
  }

  async close(): Promise<void> {
    this.#wire.close(1000);
    await this.closed;
  }

  private heard(text: string): void {
    if (this.#listener === undefined) this.#early.push(text);
    else this.#listener(JSON.parse(text) as ServerEvent, text);
  }
}
