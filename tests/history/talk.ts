/** Several people who talk without pause, over socket and REST, repeat what went unanswered, and write all of it down. */
import { randomUUID } from "node:crypto";
import type { EventPage, Message } from "../../web/src/protocol.ts";
import { eventually, pause, patient } from "../server/deadline.ts";
import { post_message, type Person } from "../server/person.ts";
import type { Session } from "../server/session.ts";
import { WritingEar } from "./ear.ts";
import { entry_of, type Attempt, type Entry, type Fate, type History, type Witness } from "./history.ts";

/** Where a person stands: the name of the node, how good the line to it is, and another node. */
export interface Standpoint {
  node: string;
  bad_line: boolean;
  elsewhere: Session;
  other_node: string;
}

export interface TalkSettings {
  rooms: readonly string[];
  people: readonly Person[];
  /** In [0, 1); decides who says what where. */
  random: () => number;
  pause_ms?: number;
  standpoints?: ReadonlyMap<Person, Standpoint>;
}

type Said = Pick<Attempt, "room" | "nonce" | "text" | "road">;

const NOT_CONNECTED = "not connected";
const PAUSE_MS = 8;
const PAGE = 1_000;
const REPEATED = 0.05;
const WITNESSED = 0.03;
/** When nothing is wrong any more, what is unknown is soon known. */
const RESOLVED_WITHIN_MS = 10_000;

export class Talk {
  readonly attempts: Attempt[] = [];
  readonly witnesses: Witness[] = [];
  readonly ears = new Map<Person, WritingEar>();
  readonly #settings: TalkSettings;
  readonly #begun = Date.now();
  #ends_by = Number.POSITIVE_INFINITY;
  #talkers: Promise<void>[] = [];

  constructor(settings: TalkSettings) {
    this.#settings = settings;
  }

  /** Everybody hears every room from here on, and begins to talk in it. */
  async start(): Promise<void> {
    for (const person of this.#settings.people) {
      const ear = new WritingEar(person.name, person.session.user_id, () => this.now());
      this.ears.set(person, ear);
      for (const room of this.#settings.rooms) {
        const { last_seq } = await read_log(person.session, room, 0, 1);
        if (person.connected) await person.hears(room, last_seq);
        person.hear_from(room, last_seq);
        ear.holds(room, last_seq);
      }
      person.ear = ear;
      if (!person.connected) await person.stay();
    }
    this.#talkers = this.#settings.people.flatMap((person) => [
      this.talk(person, "socket"),
      this.talk(person, "rest"),
    ]);
  }

  /** Everybody finishes the sentence. */
  async end(): Promise<void> {
    this.#ends_by = this.now() + patient(RESOLVED_WITHIN_MS);
    await Promise.all(this.#talkers);
  }

  count(outcome: Fate["is"], since = 0, node?: string): number {
    return this.attempts.filter(
      (attempt) =>
        attempt.outcome.is === outcome &&
        attempt.answered >= since &&
        (node === undefined || (attempt.node === node && attempt.bad_line === false)),
    ).length;
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return Date.now() - this.#begun;
  }

  /** The same clock for what was noted by the one on the wall. */
  since_begun(wall: number): number {
    return wall - this.#begun;
  }

  /** Waits until so many more were acknowledged than at `since`. */
  async acknowledged(more: number, since: number, ms: number, node?: string): Promise<void> {
    await eventually(
      () => (this.count("ok", since, node) >= more ? true : undefined),
      ms,
      `${more} messages to be acknowledged${node === undefined ? "" : ` at ${node}`}`,
    );
  }

  /** Reads the logs, waits until every reader has heard all of them, and hands over what was written down. */
  async history(): Promise<History> {
    const { people, rooms } = this.#settings;
    const [first] = people;
    if (first === undefined) throw new Error("nobody talks");
    const logs = await whole_logs(first.session, rooms);
    for (const person of people)
      for (const room of rooms) await person.hears(room, logs.get(room)?.length ?? 0);
    return { attempts: this.attempts, logs, readings: this.readings(), witnesses: this.witnesses };
  }

  readings(): History["readings"] {
    return [...this.ears.values()].flatMap((ear) => ear.readings);
  }

  get #going(): boolean {
    return this.#ends_by === Number.POSITIVE_INFINITY;
  }

  private async talk(person: Person, road: "socket" | "rest"): Promise<void> {
    const { rooms, random, pause_ms = PAUSE_MS } = this.#settings;
    for (let number = 1; this.#going; number += 1) {
      const room = rooms[Math.floor(random() * rooms.length)] ?? "";
      const said = { room, nonce: randomUUID(), text: `${person.name} by ${road}, ${number}` };
      let by: Attempt["road"] = road;
      let unknown = false;
      // What nobody answered is said again until somebody does, as the page would; now and then also without need.
      for (let again = true; again; ) {
        const outcome = await this.attempt(person, { ...said, road: by });
        const unsent = outcome.is === "refused" && outcome.code === NOT_CONNECTED;
        unknown = outcome.is === "unknown" || (unknown && unsent);
        again = (unknown && this.now() < this.#ends_by) || (outcome.is === "ok" && random() < REPEATED);
        if (again && (unsent || random() < 0.5)) by = this.another_road(person, by);
        await pause(outcome.is === "ok" ? pause_ms * random() : PAUSE_MS * 3);
      }
    }
  }

  private another_road(person: Person, road: Attempt["road"]): Attempt["road"] {
    if (road === "elsewhere") return "rest";
    return this.#settings.standpoints?.has(person) === true ? "elsewhere" : "rest";
  }

  private async attempt(person: Person, said: Said): Promise<Fate> {
    const standpoint = this.#settings.standpoints?.get(person);
    const there = said.road === "elsewhere" ? standpoint?.elsewhere : undefined;
    const invoked = this.now();
    const outcome =
      said.road === "socket"
        ? await person.send(said.room, said.nonce, said.text)
        : await post_message(there ?? person.session, said.room, said.nonce, said.text);
    if (outcome.is === "refused" && outcome.code === NOT_CONNECTED) return outcome;
    const attempt: Attempt = {
      ...said,
      sender: person.session.user_id,
      ...(standpoint === undefined
        ? {}
        : {
            node: there === undefined ? standpoint.node : standpoint.other_node,
            bad_line: there === undefined && standpoint.bad_line,
          }),
      invoked,
      answered: this.now(),
      outcome,
    };
    this.attempts.push(attempt);
    if (standpoint !== undefined && outcome.is === "ok" && this.#settings.random() < WITNESSED)
      await this.witness(attempt, there === undefined ? standpoint.elsewhere : person.session);
    return outcome;
  }

  /** Whoever was told that it is stored may ask for it anywhere (P2). */
  private async witness(attempt: Attempt, session: Session): Promise<void> {
    if (attempt.outcome.is !== "ok") return;
    const path = `/rooms/${attempt.room}/messages/${attempt.outcome.seq}`;
    const reply = await session.request("GET", path).catch(() => undefined);
    if (reply === undefined) return;
    const { message, code } = (reply.body ?? {}) as { message?: Message; code?: string };
    this.witnesses.push({
      attempt,
      status: reply.status,
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { nonce: message.nonce }),
    });
  }
}

export async function read_log(
  session: Session,
  room: string,
  after: number,
  limit: number,
): Promise<EventPage> {
  return (await session.must("GET", `/rooms/${room}/events?after=${after}&limit=${limit}`)) as EventPage;
}

export async function whole_logs(session: Session, rooms: readonly string[]): Promise<Map<string, Entry[]>> {
  const logs = new Map<string, Entry[]>();
  for (const room of rooms) {
    const entries: Entry[] = [];
    for (;;) {
      const { events, last_seq } = await read_log(session, room, entries.length, PAGE);
      entries.push(...events.map(entry_of));
      if (entries.length >= last_seq || events.length === 0) break;
    }
    logs.set(room, entries);
  }
  return logs;
}
