/** The room that is read in the bench of the page: who speaks in it, what they say and how fast. Never touches a browser. */
import { randomUUID } from "node:crypto";
import type { Chatelier } from "../../server/chatelier.ts";
import { pause } from "../../server/deadline.ts";
import { open_room, Person, type Outcome } from "../../server/person.ts";

const SPEAKERS = 5;
/** More are not sent before some of these are answered. */
const UNANSWERED_AT_MOST = 500;
const TICK_MS = 10;

/** As people write: mostly a line, sometimes a paragraph, now and then with emphasis, a link or code. */
const sayings = [
  "Yes.",
  "The kiln is free from **four o'clock**, whoever wants it.",
  "I have put the drawings on the long table; take what you need, and please bring the blue folder back.",
  "Does anybody know where the small brushes went?",
  "It is described at https://example.org/glazes/celadon, about half way down the page.",
  "Run `./fire --cone 6 --hold 20` and look at the curve.",
  "No, that was last week. This week it is the other way round: first the glaze, then the second firing, and only then do we look at what is left of the gold.",
  "*Exactly* what I meant",
  "See you at the door in ten minutes 🏺",
  "I would rather keep it as it is. It took three of us the whole winter to find a mixture that does not run, and nobody wrote the steps down.\n\nIf we change it, let us change one thing at a time.",
];

export class BenchRoom {
  readonly id: string;
  readonly name: string;
  /** The one whose browser is measured; says nothing. */
  readonly reader: Person;
  readonly #speakers: readonly Person[];
  #said = 0;

  private constructor(id: string, name: string, reader: Person, speakers: readonly Person[]) {
    this.id = id;
    this.name = name;
    this.reader = reader;
    this.#speakers = speakers;
  }

  /** Names are new in every call, so that one server can be measured more than once. */
  static async open(server: Chatelier, what: string): Promise<BenchRoom> {
    const mark = randomUUID().slice(0, 8);
    const register = (role: string): Promise<Person> =>
      Person.register(server.origin, { username: `${role}_${mark}` });
    const reader = await register("reader");
    const speakers: Person[] = [];
    for (let each = 1; each <= SPEAKERS; each += 1) speakers.push(await register(`speaker${each}`));
    const name = `${what} ${mark}`;
    const id = await open_room(name, [...speakers, reader]);
    for (const speaker of speakers) await speaker.connect();
    return new BenchRoom(id, name, reader, speakers);
  }

  /** So many messages by turns, at this rate and never faster. The seq of the last one. */
  async say(count: number, per_second: number): Promise<number> {
    const begun = performance.now();
    const open = new Set<Promise<void>>();
    let last = 0;
    const one = async (): Promise<void> => {
      const outcome = await this.one();
      if (outcome.is !== "ok") throw new Error(`a message was not stored: ${JSON.stringify(outcome)}`);
      last = Math.max(last, outcome.seq);
    };
    for (let sent = 0; sent < count; ) {
      const due = Math.min(count, Math.ceil(((performance.now() - begun) / 1_000) * per_second));
      for (; sent < due && open.size < UNANSWERED_AT_MOST; sent += 1) {
        const answered: Promise<void> = one().finally(() => open.delete(answered));
        open.add(answered);
      }
      if (open.size >= UNANSWERED_AT_MOST) await Promise.race(open);
      else if (sent < count) await pause(TICK_MS);
    }
    await Promise.all(open);
    return last;
  }

  async close(): Promise<void> {
    for (const speaker of this.#speakers) await speaker.leave();
  }

  private one(): Promise<Outcome> {
    const speaker = this.#speakers[this.#said % this.#speakers.length];
    const text = sayings[this.#said % sayings.length];
    if (speaker === undefined || text === undefined) throw new Error("nobody is there to speak");
    this.#said += 1;
    // The number keeps two messages from being the same string in the page's memory.
    return speaker.send(this.id, randomUUID(), `${text} (${this.#said})`);
  }
}
