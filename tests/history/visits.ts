/**
 * Visitors: short connections that ask for a room from any place in it and
 * listen for a while (P5, P6). They ask from a random seq, from the head of a
 * snapshot that they have just read by REST, from the greeting, or from a seq
 * that cannot be.
 */
import type { MessagePage } from "../../web/src/protocol.ts";
import { pause, within } from "../server/deadline.ts";
import type { Session } from "../server/session.ts";
import { Socket } from "../server/socket.ts";
import { WritingEar } from "./ear.ts";
import type { Entry, Reading } from "./history.ts";

const READY_WITHIN_MS = 3_000;
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
      const ready = new Promise<number>((resolve) => {
        socket.listen((frame) => {
          ear.heard(frame);
          if (frame.type === "ready")
            resolve(frame.rooms.find((joined) => joined.room === room)?.last_seq ?? 0);
        });
      });
      const head = await within(ready, READY_WITHIN_MS, "ready for a visitor");
      const way = random();
      if (way < 0.45) {
        const from = Math.floor(random() * (head + 1));
        ear.holds(room, from);
        socket.send({ type: "resume", rooms: { [room]: from } });
      } else if (way < 0.75) {
        const snapshot = await read_snapshot(session, room);
        ear.holds(room, snapshot.last_seq, { snapshot });
        socket.send({ type: "resume", rooms: { [room]: snapshot.last_seq } });
      } else if (way < 0.95) {
        socket.send({ type: "resume", rooms: {} });
      } else {
        ear.holds(room, head + FAR_BEYOND, { impossible: true });
        socket.send({ type: "resume", rooms: { [room]: head + FAR_BEYOND } });
      }
      await Promise.race([pause(100 + 700 * random()), socket.closed]);
    } finally {
      socket.drop();
      this.readings.push(...ear.readings);
    }
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
