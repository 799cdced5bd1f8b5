/**
 * Everything that a busy server does at once: people who talk over sockets and
 * by REST as fast as they are answered, people who read, people who come, many
 * who only listen. It ends with the server.
 */
import { randomUUID } from "node:crypto";
import type { Chatelier } from "../server/chatelier.ts";
import { pause } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import type { Session } from "../server/session.ts";
import { Socket, UpgradeRefused, type Closed } from "../server/socket.ts";
import { come, type Somebody } from "./crowd.ts";

const PEOPLE = 6;
const ROOMS = 3;
const LISTENERS = 60;
const UNDER_WAY = 8;
const COMERS = 4;
const BETWEEN_COMINGS_MS = 30;

export interface TimedClose extends Closed {
  at: number;
}

export class Load {
  /** By nonce: the seq that was said. */
  readonly acknowledged = new Map<string, number>();
  readonly closes: TimedClose[] = [];
  readonly statuses = new Map<number, number>();
  /** What nobody should have been told. */
  readonly troubles: string[] = [];
  readonly sessions: Session[] = [];
  readonly rooms: string[] = [];
  /** Sent over a socket whose end came before the answer. */
  readonly undecided = new Set<string>();
  /** Requests on an open connection that the server closed without a word. */
  unanswered = 0;
  readonly #server: Chatelier;
  readonly #work: Promise<void>[] = [];
  #stopped = false;

  private constructor(server: Chatelier) {
    this.#server = server;
    void server.child.exited.then(() => (this.#stopped = true));
  }

  static async begin(server: Chatelier): Promise<Load> {
    const load = new Load(server);
    const names = Array.from({ length: PEOPLE }, (_, number) => `busy${number}`);
    const people = await Promise.all(names.map((username) => Person.register(server.origin, { username })));
    for (let room = 0; room < ROOMS; room += 1) load.rooms.push(await open_room(`room ${room}`, people));
    load.sessions.push(...people.map(({ session }) => session));
    for (let number = 0; number < LISTENERS; number += 1)
      load.keep(await come(server, load.somebody(number)));
    const stuck = await come(server, load.somebody(0));
    stuck.stop_reading();
    for (const index of load.sessions.keys()) {
      load.#work.push(load.talk(index), load.post(index), load.read(index));
    }
    for (let comer = 0; comer < COMERS; comer += 1) load.#work.push(load.keep_coming(comer));
    return load;
  }

  /** Waits until everybody has noticed that the server has gone. */
  async over(): Promise<void> {
    await Promise.all(this.#work);
  }

  private somebody(number: number): Somebody {
    return { cookie: this.session(number).cookie ?? "", rooms: [] };
  }

  private session(number: number): Session {
    const session = this.sessions[number % this.sessions.length];
    if (session === undefined) throw new Error("nobody is there");
    return session;
  }

  private room(number: number): string {
    return this.rooms[number % this.rooms.length] ?? "";
  }

  private keep(socket: Socket): void {
    this.#work.push(this.note_end(socket));
  }

  private async note_end(socket: Socket): Promise<void> {
    const close = await socket.closed;
    this.closes.push({ ...close, at: performance.now() });
  }

  /** So many messages are always under way. */
  private async talk(index: number): Promise<void> {
    const waiting = new Map<string, string>();
    let sent = 0;
    const socket = await come(this.#server, this.somebody(index), {
      heard: (frame) => {
        if (frame.type === "error") this.troubles.push(`refused over a socket: ${JSON.stringify(frame)}`);
        if (frame.type !== "ack" || frame.seq === undefined) return;
        const nonce = waiting.get(String(frame.id));
        if (nonce === undefined) return;
        waiting.delete(String(frame.id));
        this.acknowledged.set(nonce, frame.seq);
        say_next();
      },
    });
    const say_next = (): void => {
      sent += 1;
      const [id, nonce] = [String(sent), randomUUID()];
      waiting.set(id, nonce);
      if (!socket.open) return;
      socket.send({ type: "message.send", id, room: this.room(sent), nonce, text: `over a socket: ${sent}` });
    };
    this.keep(socket);
    for (let under_way = 0; under_way < UNDER_WAY; under_way += 1) say_next();
    await socket.closed;
    for (const nonce of waiting.values()) this.undecided.add(nonce);
  }

  private async post(index: number): Promise<void> {
    for (let number = 0; ; number += 1) {
      const nonce = randomUUID();
      const reply = await this.ask(index, "POST", `/rooms/${this.room(number)}/messages`, {
        nonce,
        text: `by REST: ${number}`,
      });
      if (reply === undefined) return;
      const { message } = reply as { message?: { seq: number } };
      if (message !== undefined) this.acknowledged.set(nonce, message.seq);
    }
  }

  private async read(index: number): Promise<void> {
    for (let number = 0; ; number += 1) {
      if ((await this.ask(index, "GET", `/rooms/${this.room(number)}/messages`)) === undefined) return;
      await pause(5);
    }
  }

  /** The body of the answer; undefined when the server has gone. */
  private async ask(index: number, method: string, path: string, body?: object): Promise<unknown> {
    try {
      const reply = await this.session(index).request(method, path, body === undefined ? {} : { body });
      this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
      if (reply.status >= 400) this.troubles.push(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      if (code !== "ECONNREFUSED") this.unanswered += 1;
      return undefined;
    }
  }

  /** Somebody new every few moments: whoever the server has let in is told when it goes. */
  private async keep_coming(index: number): Promise<void> {
    while (!this.#stopped) {
      try {
        const { origin } = this.#server;
        const headers = { origin, cookie: this.somebody(index).cookie };
        this.keep(await Socket.open({ origin, headers }));
      } catch (error) {
        if (error instanceof UpgradeRefused) this.troubles.push(error.message);
        else return;
      }
      await pause(BETWEEN_COMINGS_MS);
    }
  }
}
