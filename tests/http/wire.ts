/** Bytes to the server as they are, and what came back before it closed: no client between that would mend or refuse them. */
import { connect, type Socket } from "node:net";
import { pause, within } from "../server/deadline.ts";

export interface Answers {
  /** Of every answer in the order of their coming, interim ones too. */
  statuses: number[];
  /** The error codes in their bodies. */
  codes: string[];
  text: string;
}

const CLOSED_WITHIN_MS = 15_000;

export class Wire {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  readonly #watchers = new Set<() => void>();
  #text = "";
  #over = false;

  /** A port of this machine, or a socket to whoever stands before the server. */
  constructor(to: number | Socket) {
    this.#socket =
      typeof to === "number" ? connect({ port: to, host: "127.0.0.1", allowHalfOpen: true }) : to;
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (part) => {
      this.#text += part.toString("latin1");
      for (const watcher of this.#watchers) watcher();
    });
    this.#closed = new Promise((resolve) => {
      const over = (): void => {
        this.#over = true;
        resolve();
      };
      // To be reset after the answer is an end as well.
      for (const end of ["end", "close", "error"]) this.#socket.on(end, over);
    });
  }

  /** Every character is one byte. */
  send(bytes: string): void {
    this.#socket.write(Buffer.from(bytes, "latin1"));
  }

  /** Whether the server has closed. */
  get over(): boolean {
    return this.#over;
  }

  get answers(): Answers {
    return {
      statuses: [...this.#text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1])),
      codes: [...this.#text.matchAll(/"code":"([^"]+)"/g)].map((match) => match[1] ?? ""),
      text: this.#text,
    };
  }

  /** Waits until it holds. */
  async until(what: string, holds: (answers: Answers) => boolean): Promise<void> {
    let watcher: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => {
      watcher = (): void => {
        if (holds(this.answers)) resolve();
      };
      this.#watchers.add(watcher);
      watcher();
    });
    await within(reached, CLOSED_WITHIN_MS, () => `${what}; came: ${this.#text}`);
    if (watcher !== undefined) this.#watchers.delete(watcher);
  }

  /** Until the server has closed, or nothing has come for so long. */
  async settled(ms: number): Promise<void> {
    for (let before = -1; !this.#over && this.#text.length !== before; ) {
      before = this.#text.length;
      await Promise.race([this.#closed, pause(ms)]);
    }
  }

  /** The client goes without a word. */
  drop(): void {
    this.#socket.destroy();
  }

  /** What came until the server closed. */
  async end(): Promise<Answers> {
    try {
      await within(this.#closed, CLOSED_WITHIN_MS, () => `the server to close; came: ${this.#text}`);
    } finally {
      this.#socket.destroy();
    }
    return this.answers;
  }
}
