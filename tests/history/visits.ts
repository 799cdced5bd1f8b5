/**
 * Visitors: short connections that ask for a room from any place in it and
 * listen for a while (P5, P6). They ask from a random seq, from the head of a
 * snapshot that they have just read by REST, from the greeting, or from a seq
 * that cannot be.
 */
import type { MessagePage, ServerEvent } from "../../web/src/protocol.ts";
import { patient, pause, within } from "../server/deadline.ts";
import type { Session } from "../server/session.ts";
import { Socket } from "../server/socket.ts";
import { WritingEar } from "./ear.ts";
import { ends_for, entry_of, type Claim, type Entry, type Reading } from "./history.ts";

const READY_WITHIN_MS = 3_000;
/** Longer than any fault lasts: until then whoever asked is answered, or the connection is gone. */
const ANSWERED_WITHIN_MS = 20_000;
const SNAPSHOT = 50;
const FAR_BEYOND = 1_000_000;
const AGAIN_AFTER_MS = 60;

export interface VisitSettings {
  rooms: readonly string[];
  sessions: readonly Session[];
  random: () => number;
  now: () => number;
}

export class Visits {
  readonly readings: Reading[] = [];
  readonly #settings: VisitSettings;
  #going = true;
  #visitors: Promise<void>[] = [];

  constructor(settings: VisitSettings) {
    this.#settings = settings;
  }

  start(visitors: number): void {
    this.#visitors = Array.from({ length: visitors }, (_, index) => this.come_and_go(`visitor ${index + 1}`));
  }

  async end(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#visitors);
  }

  private async come_and_go(name: string): Promise<void> {
    const { random } = this.#settings;
    while (this.#going) {
      // A visit that a fault cuts short has shown what it has shown.
      await this.visit(name).catch(() => undefined);
      await pause(AGAIN_AFTER_MS * random());
    }
  }

  private async visit(name: string): Promise<void> {
    const { rooms, sessions, random, now } = this.#settings;
    const session = sessions[Math.floor(random() * sessions.length)];
    const room = rooms[Math.floor(random() * rooms.length)];
    if (session === undefined || room === undefined) return;
    const ear = new WritingEar(name, session.user_id, now);
    const { origin, address } = session;
    const socket = await Socket.open({ origin, address, headers: session.headers() });
    try {
      const answer = new Answer(socket, room, session.user_id);
      const ready = new Promise<number>((resolve) => {
        socket.listen((frame) => {
          ear.heard(frame);
          answer.heard(frame);
          if (frame.type === "ready")
            resolve(frame.rooms.find((joined) => joined.room === room)?.last_seq ?? 0);
        });
      });
      const head = await within(ready, READY_WITHIN_MS, "ready for a visitor");
      const way = random();
      if (way < 0.2) {
        socket.send({ type: "resume", rooms: {} });
      } else {
        // On a bad line an answer may be lost, and nobody hears of it.
        const claim: Claim = { head, answer: address === origin ? "silence" : "lost" };
        let from = Math.floor(random() * (head + 1));
        if (way < 0.5) {
          const snapshot = await read_snapshot(session, room);
          from = snapshot.last_seq;
          ear.holds(room, from, { claim, snapshot });
        } else {
          if (way < 0.6) {
            from = head + FAR_BEYOND;
            claim.impossible = true;
          }
          ear.holds(room, from, { claim });
        }
        socket.send({ type: "resume", rooms: { [room]: from } });
        claim.answer =
          (await Promise.race([answer.came, pause(patient(ANSWERED_WITHIN_MS))])) ?? claim.answer;
      }
      await Promise.race([pause(100 + 700 * random()), socket.closed]);
    } finally {
      socket.drop();
      this.readings.push(...ear.readings);
    }
  }
}

/** What the server says to a claim of this room, or that the hearing is over. */
class Answer {
  readonly came: Promise<Claim["answer"]>;
  readonly #room: string;
  readonly #user: string;
  #answered: ((answer: Claim["answer"]) => void) | undefined;

  constructor(socket: Socket, room: string, user: string) {
    this.#room = room;
    this.#user = user;
    this.came = new Promise((resolve) => {
      this.#answered = resolve;
      void socket.closed.then(() => resolve("lost"));
    });
  }

  heard(frame: ServerEvent): void {
    if (!("room" in frame) || frame.room !== this.#room) return;
    const { type } = frame;
    if (type === "resumed" || type === "resync" || type === "gone") this.#answered?.(type);
    else if ("seq" in frame && "actor" in frame && ends_for(this.#user, entry_of(frame)))
      this.#answered?.("gone");
  }
}

async function read_snapshot(session: Session, room: string): Promise<NonNullable<Reading["snapshot"]>> {
  const page = (await session.must("GET", `/rooms/${room}/messages?limit=${SNAPSHOT}`)) as MessagePage;
  const messages = page.messages.map(
    ({ seq, at, author, nonce, text }): Entry => ({
      seq,
      type: "message.created",
      at,
      sender: author,
      nonce,
      ...(text === undefined ? {} : { text }),
    }),
  );
  return { messages, last_seq: page.last_seq, limit: SNAPSHOT };
}
