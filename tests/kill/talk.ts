/** Several people who talk without pause, over socket and REST, repeat what went unanswered, and write all of it down. */
import { randomUUID } from "node:crypto";
import type { DurableEvent, EventPage } from "../../web/src/protocol.ts";
import { eventually, pause } from "../server/deadline.ts";
import type { Person } from "../server/person.ts";
import type { Session } from "../server/session.ts";
import type { Attempt, Entry, History } from "./history.ts";

export interface TalkSettings {
  rooms: readonly string[];
  people: readonly Person[];
  /** In [0, 1); decides who says what where. */
  random: () => number;
}

const PAUSE_MS = 8;
const PAGE = 1_000;

export class Talk {
  readonly attempts: Attempt[] = [];
  readonly #settings: TalkSettings;
  readonly #begun = Date.now();
  readonly #starts = new Map<Person, Map<string, number>>();
  #going = true;
  #talkers: Promise<void>[] = [];

  constructor(settings: TalkSettings) {
    this.#settings = settings;
  }

  /** Everybody hears every room from here on, and begins to talk in it. */
  async start(): Promise<void> {
    for (const person of this.#settings.people) {
      const starts = new Map<string, number>();
      for (const room of this.#settings.rooms) {
        const { last_seq } = await read_log(person.session, room, 0, 1);
        if (person.connected) await person.hears(room, last_seq);
        starts.set(room, last_seq);
        person.hear_from(room, last_seq);
      }
      this.#starts.set(person, starts);
      if (!person.connected) await person.stay();
    }
    this.#talkers = this.#settings.people.flatMap((person) => [
      this.talk(person, "socket"),
      this.talk(person, "rest"),
    ]);
  }

  /** Everybody finishes the sentence. */
  async end(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#talkers);
  }

  count(outcome: Attempt["outcome"]["is"], since = 0): number {
    return this.attempts.filter((attempt) => attempt.outcome.is === outcome && attempt.answered >= since)
      .length;
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return Date.now() - this.#begun;
  }

  /** Waits until so many more were acknowledged than at `since`. */
  async acknowledged(more: number, since: number, ms: number): Promise<void> {
    await eventually(
      () => (this.count("ok", since) >= more ? true : undefined),
      ms,
      `${more} messages to be acknowledged`,
    );
  }

  /** Reads the logs, waits until every reader has heard all of them, and hands over what was written down. */
  async history(): Promise<History> {
    const { people, rooms } = this.#settings;
    const logs = new Map<string, readonly Entry[]>();
    const [first] = people;
    if (first === undefined) throw new Error("nobody talks");
    for (const room of rooms) logs.set(room, await whole_log(first.session, room));
    for (const person of people)
      for (const room of rooms) await person.hears(room, logs.get(room)?.length ?? 0);
    const readings = people.flatMap((person) =>
      rooms.map((room) => ({
        reader: person.name,
        room,
        after: this.#starts.get(person)?.get(room) ?? 0,
        entries: (person.heard.get(room) ?? []).map(entry_of),
      })),
    );
    return { attempts: this.attempts, logs, readings };
  }

  private async talk(person: Person, road: Attempt["road"]): Promise<void> {
    const { rooms, random } = this.#settings;
    for (let number = 1; this.#going; number += 1) {
      const room = rooms[Math.floor(random() * rooms.length)] ?? "";
      const nonce = randomUUID();
      const text = `${person.name} by ${road}, ${number}`;
      // What nobody answered is said again until somebody does, as the page would; now and then also without need.
      for (let again = true; again; ) {
        const outcome = await this.attempt(person, { room, nonce, text, road });
        again = (outcome.is === "unknown" && this.#going) || (outcome.is === "ok" && random() < 0.05);
        await pause(outcome.is === "ok" ? PAUSE_MS * random() : PAUSE_MS * 3);
      }
    }
  }

  private async attempt(
    person: Person,
    said: Pick<Attempt, "room" | "nonce" | "text" | "road">,
  ): Promise<Attempt["outcome"]> {
    const invoked = this.now();
    const outcome =
      said.road === "socket"
        ? await person.send(said.room, said.nonce, said.text)
        : await person.post(said.room, said.nonce, said.text);
    const unsent = outcome.is === "refused" && outcome.code === "not connected";
    if (!unsent)
      this.attempts.push({ ...said, sender: person.session.user_id, invoked, answered: this.now(), outcome });
    return outcome;
  }
}

async function read_log(session: Session, room: string, after: number, limit: number): Promise<EventPage> {
  return (await session.must("GET", `/rooms/${room}/events?after=${after}&limit=${limit}`)) as EventPage;
}

async function whole_log(session: Session, room: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const { events, last_seq } = await read_log(session, room, entries.length, PAGE);
    entries.push(...events.map(entry_of));
    if (entries.length >= last_seq || events.length === 0) return entries;
  }
}

function entry_of(event: DurableEvent): Entry {
  const { seq, type, at, actor } = event;
  if (event.type !== "message.created") return { seq, type, at, sender: actor };
  return {
    seq,
    type,
    at,
    sender: event.message.author,
    nonce: event.message.nonce,
    text: event.message.text,
  };
}
