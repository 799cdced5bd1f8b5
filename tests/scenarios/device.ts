/** One device of one person: its session, its socket that comes and goes, its page, and what it has heard. */
import type { ReadyEvent, ServerEvent } from "../../web/src/protocol.ts";
import { within } from "../server/deadline.ts";
import type { HeaderChanges, Session } from "../server/session.ts";
import { Socket, type Closed } from "../server/socket.ts";
import { Inbox } from "./inbox.ts";
import { Page } from "./page.ts";

const CLOSED_WITHIN_MS = 15_000;

export class Device {
  readonly name: string;
  readonly session: Session;
  readonly inbox: Inbox;
  readonly page: Page;
  /** Told of every frame as it came. */
  heard: (text: string) => void = () => undefined;
  #socket: Socket | undefined;
  #expected_end = false;
  #ids = 0;

  constructor(name: string, session: Session) {
    this.name = name;
    this.session = session;
    this.inbox = new Inbox(() => session.user_id);
    this.page = new Page(session);
  }

  get connected(): boolean {
    return this.#socket?.open === true;
  }

  /** How the connection ended, if it did although nobody said so. */
  get unexpected_end(): Closed | undefined {
    return this.#expected_end ? undefined : this.#socket?.end;
  }

  /** Opens a socket and resumes with what the page holds, or with `held`. */
  async connect(held?: Record<string, number>, changes: HeaderChanges = {}): Promise<ReadyEvent> {
    let greeted: ((ready: ReadyEvent) => void) | undefined;
    const ready = new Promise<ReadyEvent>((resolve) => {
      greeted = resolve;
    });
    const { protocol, ...headers } = changes;
    const socket = await Socket.open({
      origin: this.session.origin,
      headers: { ...this.session.headers(), ...headers },
      ...(protocol === undefined ? {} : { protocols: protocol === null ? [] : [protocol] }),
    });
    this.#socket = socket;
    this.#expected_end = false;
    socket.listen((frame, text) => {
      this.heard(text);
      if (frame.type !== "ready") return this.receive(frame);
      this.page.receive(frame);
      this.resume(socket, frame, held);
      greeted?.(frame);
    });
    const lost = socket.closed.then(({ code, reason }): never => {
      this.inbox.closed({ code, reason });
      throw new Error(`${this.name}'s socket closed before ready: ${code} ${reason}`);
    });
    lost.catch(() => undefined);
    return within(Promise.race([ready, lost]), CLOSED_WITHIN_MS, `ready for ${this.name}`);
  }

  /** Sends a frame; one without an `id` gets one, so that its answer shows. */
  send(frame: { type: string; id?: unknown; rooms?: object }): void {
    this.#ids += 1;
    const { type, ...rest } = frame;
    if (frame.rooms !== undefined) this.inbox.hear_from(frame.rooms);
    this.open_socket().send({ type, id: `${this.#ids}`, ...rest });
  }

  send_raw(content: string | Buffer, binary: boolean): void {
    if (binary) this.open_socket().send_binary(Buffer.from(content));
    else this.open_socket().send_text(content);
  }

  /** All that the server had for this device when it read this has come. */
  async fence(): Promise<void> {
    if (!this.connected) return;
    const answered = (): number => this.inbox.received.filter(({ frame }) => frame.type === "pong").length;
    const before = answered();
    this.open_socket().send({ type: "ping" });
    await this.inbox
      .when(() => (answered() > before ? true : undefined), `pong for ${this.name}`)
      .catch((error: unknown) => {
        if (this.connected) throw error;
      });
    this.inbox.tell_all((frame) => frame.type === "pong");
  }

  async closed(): Promise<Closed> {
    const socket = this.#socket;
    if (socket === undefined) throw new Error(`${this.name} is not connected`);
    const end = await within(socket.closed, CLOSED_WITHIN_MS, `${this.name}'s socket to close`);
    this.#expected_end = true;
    return end;
  }

  async drop(): Promise<void> {
    this.open_socket().drop();
    await this.closed();
  }

  async leave(): Promise<void> {
    if (this.connected) await this.drop();
  }

  private resume(socket: Socket, ready: ReadyEvent, given: Record<string, number> | undefined): void {
    const rooms = given ?? this.page.held();
    const places = new Map(ready.rooms.map(({ room, last_seq }) => [room, rooms[room] ?? last_seq]));
    for (const [room, seq] of Object.entries(rooms)) places.set(room, seq);
    this.inbox.begin(places);
    socket.send({ type: "resume", rooms });
  }

  private receive(frame: ServerEvent): void {
    this.page.receive(frame);
    this.inbox.take(frame);
  }

  private open_socket(): Socket {
    if (this.#socket === undefined || !this.#socket.open) throw new Error(`${this.name} is not connected`);
    return this.#socket;
  }
}
