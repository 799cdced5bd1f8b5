/**
 * Somebody who talks and listens through faults: sends over the socket or by
 * REST and learns what became of it, keeps every event that was heard, comes
 * back by itself when the connection goes.
 */
import type { DurableEvent, ReadyEvent, ServerEvent } from "../../web/src/protocol.ts";
import { pause, patient, within } from "./deadline.ts";
import { Session, type Credentials } from "./session.ts";
import { Socket, UpgradeRefused, type Closed } from "./socket.ts";

/** `refused`: the server says that it is not stored, and `code` why. `unknown`: it may be. */
export type Outcome =
  | { is: "ok"; seq: number; at: string }
  | { is: "refused"; code: string }
  | { is: "unknown"; why: string };

/** Hears everything that a person hears, as it comes. */
export interface Ear {
  /** A new connection, which asked for each room from what was held of it. */
  connected(claims: ReadonlyMap<string, number>): void;
  heard(frame: ServerEvent): void;
}

/** How a connection ended, and when by the clock on the wall. */
export interface Lost extends Closed {
  at: number;
}

interface Waiting {
  settle(outcome: Outcome): void;
}

const ANSWER_WITHIN_MS = 20_000;
const RETURN_EVERY_MS = 50;
const HEARD_WITHIN_MS = 20_000;

/** Codes under which something may have been stored after all. */
const undecided = new Set(["log/unknown", "internal"]);

export class Person {
  readonly name: string;
  readonly session: Session;
  /** Per room, in the order of arrival; what a reconnect brought again stands twice. */
  readonly heard = new Map<string, DurableEvent[]>();
  readonly closes: Lost[] = [];
  ready: ReadyEvent | undefined;
  ear: Ear | undefined;
  #socket: Socket | undefined;
  #ids = 0;
  readonly #waiting = new Map<string, Waiting>();
  readonly #watchers = new Set<() => void>();
  #staying = false;
  #returning = false;

  constructor(name: string, session: Session) {
    this.name = name;
    this.session = session;
  }

  static async register(origin: string, credentials: Omit<Credentials, "password">): Promise<Person> {
    const { username } = credentials;
    const session = await Session.register(origin, {
      ...credentials,
      password: `orchard lantern ${username}`,
    });
    return new Person(username, session);
  }

  get connected(): boolean {
    return this.#socket?.open === true;
  }

  async connect(): Promise<void> {
    const { origin, address } = this.session;
    const socket = await Socket.open({ origin, address, headers: this.session.headers() });
    this.#socket = socket;
    let greeted: (() => void) | undefined;
    const ready = new Promise<void>((resolve) => {
      greeted = resolve;
    });
    const lost = socket.closed.then((end): never => {
      this.lost(socket, end);
      throw new Error(`${this.name}'s socket closed before ready: ${end.code} ${end.reason}`);
    });
    lost.catch(() => undefined);
    socket.listen((frame) => {
      if (socket !== this.#socket) return;
      if (frame.type === "ready") {
        this.ready = frame;
        const claims = new Map([...this.heard].map(([room]) => [room, this.cursor(room)]));
        this.ear?.connected(claims);
        socket.send({ type: "resume", rooms: Object.fromEntries(claims) });
        greeted?.();
      }
      this.ear?.heard(frame);
      this.take(frame);
    });
    await within(Promise.race([ready, lost]), ANSWER_WITHIN_MS, `ready for ${this.name}`).catch(
      (error: unknown) => {
        socket.drop();
        throw error;
      },
    );
  }

  /** From here on a lost connection is opened again, until `leave`. */
  async stay(): Promise<void> {
    this.#staying = true;
    await this.connect();
  }

  async leave(): Promise<void> {
    this.#staying = false;
    if (this.connected) await this.#socket?.close();
  }

  /** Beginning with what comes after this seq, the room's events are kept. */
  hear_from(room: string, seq: number): void {
    this.heard.set(room, []);
    this.#cursors.set(room, seq);
  }

  cursor(room: string): number {
    return this.#cursors.get(room) ?? 0;
  }

  send(room: string, nonce: string, text: string): Promise<Outcome> {
    const socket = this.#socket;
    if (socket === undefined || !socket.open)
      return Promise.resolve({ is: "refused", code: "not connected" });
    this.#ids += 1;
    const id = String(this.#ids);
    socket.send({ type: "message.send", id, room, nonce, text });
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.#waiting.get(id)?.settle({ is: "unknown", why: "no answer" }),
        patient(ANSWER_WITHIN_MS),
      );
      this.#waiting.set(id, {
        settle: (outcome) => {
          clearTimeout(timer);
          this.#waiting.delete(id);
          resolve(outcome);
        },
      });
    });
  }

  post(room: string, nonce: string, text: string): Promise<Outcome> {
    return post_message(this.session, room, nonce, text);
  }

  /** Waits until every event of the room up to `seq` has been heard. */
  async hears(room: string, seq: number, ms = HEARD_WITHIN_MS): Promise<void> {
    let watcher: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => {
      watcher = (): void => {
        if (this.cursor(room) >= seq) resolve();
      };
      this.#watchers.add(watcher);
      watcher();
    });
    await within(
      reached,
      ms,
      () => `${this.name} to hear seq ${seq} of the room; heard up to ${this.cursor(room)}`,
    );
    if (watcher !== undefined) this.#watchers.delete(watcher);
  }

  /** Waits until the socket has closed with this code; nobody comes back from there. */
  async ended(code: number): Promise<void> {
    this.#staying = false;
    const end = await within(
      this.#socket?.closed ?? Promise.reject(new Error("no socket")),
      HEARD_WITHIN_MS,
      `${this.name}'s socket to close`,
    );
    if (end.code !== code)
      throw new Error(`${this.name}'s socket closed with ${end.code} ${end.reason}, not ${code}`);
  }

  /** The sequence of seqs as heard, for messages of error. */
  seqs(room: string): number[] {
    return (this.heard.get(room) ?? []).map(({ seq }) => seq);
  }

  readonly #cursors = new Map<string, number>();

  private take(frame: ServerEvent): void {
    if (frame.type === "ack") {
      this.#waiting.get(String(frame.id))?.settle({ is: "ok", seq: frame.seq ?? 0, at: frame.at ?? "" });
    } else if (frame.type === "error" && frame.id !== undefined) {
      this.#waiting.get(String(frame.id))?.settle(refusal(frame.code));
    } else if ("seq" in frame && "actor" in frame) {
      this.heard.get(frame.room)?.push(frame);
      this.#cursors.set(frame.room, frame.seq);
    } else if (frame.type === "resync" && this.heard.has(frame.room)) {
      this.#cursors.set(frame.room, frame.last_seq);
    }
    for (const watcher of this.#watchers) watcher();
  }

  private lost(socket: Socket, end: Closed): void {
    this.closes.push({ ...end, at: Date.now() });
    if (socket !== this.#socket) return;
    for (const waiting of this.#waiting.values())
      waiting.settle({ is: "unknown", why: "the connection was lost" });
    if (this.#staying) void this.come_back();
  }

  private async come_back(): Promise<void> {
    if (this.#returning) return;
    this.#returning = true;
    try {
      while (this.#staying && !this.connected) {
        try {
          await this.connect();
        } catch (error) {
          if (error instanceof UpgradeRefused && error.status === 401) throw error;
          await pause(RETURN_EVERY_MS);
        }
      }
    } finally {
      this.#returning = false;
    }
  }
}

/** Sends by REST. */
export async function post_message(
  session: Session,
  room: string,
  nonce: string,
  text: string,
): Promise<Outcome> {
  try {
    const reply = await session.request("POST", `/rooms/${room}/messages`, { body: { nonce, text } });
    if (reply.status === 200 || reply.status === 201) {
      const { message } = reply.body as { message: { seq: number; at: string } };
      return { is: "ok", seq: message.seq, at: message.at };
    }
    return refusal((reply.body as { code?: string } | undefined)?.code ?? `status ${reply.status}`);
  } catch (error) {
    return { is: "unknown", why: error instanceof Error ? error.message : String(error) };
  }
}

function refusal(code: string): Outcome {
  return undecided.has(code) ? { is: "unknown", why: code } : { is: "refused", code };
}

/** A public room of these people; the first of them makes it. Its id. */
export async function open_room(name: string, people: readonly Person[]): Promise<string> {
  let id = "";
  for (const { session } of people) {
    if (id === "")
      id = ((await session.must("POST", "/rooms", { name })) as { room: { id: string } }).room.id;
    else await session.must("POST", `/rooms/${id}/join`);
  }
  return id;
}
