/**
 * Somebody with a session who is here most of the time: talks, hears every
 * room in order without a gap, goes away and resumes from what was held.
 */
import { randomUUID } from "node:crypto";
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { within } from "../server/deadline.ts";
import { Session, type Reply } from "../server/session.ts";
import type { Closed, Socket } from "../server/socket.ts";
import { come } from "../under_fire/crowd.ts";
import type { Ledger } from "./ledger.ts";

interface Sent {
  room: string;
  nonce: string;
  due: number;
}

const CLOSED_WITHIN_MS = 10_000;

/** Frames that are wrong on purpose carry such an id. */
export const WRONG_ON_PURPOSE = "wrong";

export class Resident {
  readonly session: Session;
  /** The address that a proxy would report. */
  readonly address: string;
  readonly rooms: readonly string[];
  /** Public rooms that were joined. */
  readonly joined = new Set<string>();
  /** Is joining or leaving one of them: one thing after the other. */
  choosing = false;
  /** Somebody is coming, going or away on purpose. */
  moving = false;
  readonly #server: Chatelier;
  readonly #ledger: Ledger;
  readonly #cursors = new Map<string, number>();
  readonly #waiting = new Map<string, Sent>();
  #socket: Socket | undefined;
  #ids = 0;

  constructor(
    server: Chatelier,
    ledger: Ledger,
    session: Session,
    rooms: readonly string[],
    address: string,
  ) {
    this.#server = server;
    this.#ledger = ledger;
    this.session = session;
    this.rooms = rooms;
    this.address = address;
  }

  get here(): boolean {
    return !this.moving && this.#socket?.open === true;
  }

  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  cursor(room: string): number {
    return this.#cursors.get(room) ?? 0;
  }

  async come(): Promise<void> {
    let mine: Socket | undefined;
    const socket = await come(
      this.#server,
      { cookie: this.session.cookie ?? "", rooms: this.rooms },
      {
        from: this.address,
        claims: Object.fromEntries(this.#cursors),
        heard: (frame) => {
          if (mine === undefined || mine === this.#socket) this.hear(frame);
        },
      },
    );
    mine = socket;
    this.#socket = socket;
    void socket.closed.then((end) => this.lost(socket, end));
  }

  /** Politely, or as a cable that is pulled out. */
  async go(politely: boolean): Promise<void> {
    const socket = this.#socket;
    this.moving = true;
    if (socket === undefined || !socket.open) return;
    if (politely) await socket.close();
    else socket.drop();
    await socket.closed;
  }

  /** Signs out, which ends the socket from the other side. */
  async sign_out(): Promise<void> {
    this.moving = true;
    await this.must("POST", "/auth/logout");
    const closed = this.#socket?.closed;
    if (closed !== undefined)
      await within(closed, CLOSED_WITHIN_MS, "the socket to close after the sign-out");
  }

  say(room: string, text: string, due: number): void {
    const [id, nonce] = [this.next_id(), randomUUID()];
    this.#waiting.set(id, { room, nonce, due });
    this.#socket?.send({ type: "message.send", id, room, nonce, text });
  }

  async post(room: string, text: string): Promise<void> {
    const [nonce, due] = [randomUUID(), performance.now()];
    this.#ledger.undecided.add(nonce);
    const { message } = (await this.must("POST", `/rooms/${room}/messages`, { nonce, text })) as {
      message: { seq: number };
    };
    this.#ledger.undecided.delete(nonce);
    this.#ledger.acknowledge(room, nonce, message.seq, performance.now() - due);
  }

  /** What asks for no answer that has to be waited for. */
  send(frame: object): void {
    this.#socket?.send(frame);
  }

  async ask(method: string, path: string, body?: unknown): Promise<Reply> {
    if (method !== "GET" && this.session.csrf === undefined) {
      const { csrf_token } = (await this.must("GET", "/me")) as { csrf_token: string };
      this.session.csrf = csrf_token;
    }
    const headers = { "x-forwarded-for": this.address };
    return this.session.request(method, path, body === undefined ? { headers } : { headers, body });
  }

  /** The body of an answer that has to be a success. */
  async must(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await this.ask(method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  }

  private next_id(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  private lost(socket: Socket, { code, reason }: Closed): void {
    if (socket !== this.#socket) return;
    for (const { nonce } of this.#waiting.values()) this.#ledger.undecided.add(nonce);
    this.#waiting.clear();
    if (this.moving) return;
    this.#ledger.trouble(`a socket was closed: ${code} ${reason}`);
    this.moving = true;
    void this.come().then(
      () => (this.moving = false),
      (error: unknown) => this.#ledger.trouble(`nobody came back: ${String(error)}`),
    );
  }

  private hear(frame: ServerEvent): void {
    if (frame.type === "ack") this.take_ack(String(frame.id), frame.seq);
    else if (frame.type === "error") this.take_error(frame);
    else if (frame.type === "resync") {
      this.#ledger.did("heard resync");
      this.#cursors.set(frame.room, frame.last_seq);
    } else if (frame.type === "room.removed" || frame.type === "gone") this.#cursors.delete(frame.room);
    else if ("seq" in frame && "actor" in frame) this.take_event(frame.room, frame.seq);
  }

  private take_ack(id: string, seq: number | undefined): void {
    const sent = this.#waiting.get(id);
    if (sent === undefined || seq === undefined) return;
    this.#waiting.delete(id);
    this.#ledger.acknowledge(sent.room, sent.nonce, seq, performance.now() - sent.due);
  }

  private take_error(frame: ServerEvent & { type: "error" }): void {
    const id = String(frame.id ?? "");
    if (id.startsWith(WRONG_ON_PURPOSE)) return;
    this.#waiting.delete(id);
    this.#ledger.trouble(`refused over a socket: ${frame.code} ${frame.detail}`);
  }

  /** What a room is heard from first counts; from there on every seq comes once and in turn. */
  private take_event(room: string, seq: number): void {
    this.#ledger.heard += 1;
    const held = this.#cursors.get(room);
    if (held !== undefined && seq !== held + 1)
      this.#ledger.trouble(`seq ${seq} was heard after ${held} in ${room}`);
    this.#cursors.set(room, seq);
  }
}
