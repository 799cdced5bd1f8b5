/** Somebody at each node, over a good line, who asks again and again by REST for what stands in the rooms. */
import { pause } from "../server/deadline.ts";
import type { Session } from "../server/session.ts";
import type { Look } from "./history.ts";

export interface LookSettings {
  rooms: readonly string[];
  lookers: readonly { node: string; session: Session }[];
  random: () => number;
  now: () => number;
}

const LONGEST_PAUSE_MS = 160;
/** Old ones and new ones: of what was read a moment ago the server may still hold the answer. */
const QUESTIONS = ["messages?limit=50", "events?after=0&limit=100", "members"];

export class Looks {
  readonly looks: Look[] = [];
  readonly #settings: LookSettings;
  #going = true;
  #loops: Promise<void>[] = [];

  constructor(settings: LookSettings) {
    this.#settings = settings;
  }

  start(): void {
    this.#loops = this.#settings.lookers.map(({ node, session }) => this.look(node, session));
  }

  async end(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#loops);
  }

  private async look(node: string, session: Session): Promise<void> {
    const { rooms, random, now } = this.#settings;
    while (this.#going) {
      const room = rooms[Math.floor(random() * rooms.length)] ?? "";
      const path = `/rooms/${room}/${QUESTIONS[Math.floor(random() * QUESTIONS.length)] ?? ""}`;
      const invoked = now();
      const reply = await session.request("GET", path).catch(() => undefined);
      const { code } = (reply?.body ?? {}) as { code?: string };
      this.looks.push({
        node,
        path,
        invoked,
        answered: now(),
        status: reply?.status ?? 0,
        ...(code === undefined ? {} : { code }),
      });
      await pause(LONGEST_PAUSE_MS * random());
    }
  }
}
