/** What people do, and how often in a second, all hour long. */
import { pause } from "../server/deadline.ts";
import { abandon_upgrade, ask_wrongly, read_slowly, send_wrongly } from "./strangers.ts";
import type { World } from "./world.ts";

export interface Deed {
  name: string;
  per_second: number;
  /** `due`: when it should have begun, as performance.now() says. */
  play: (world: World, due: number) => Promise<unknown> | void;
}

function talk(world: World, due: number): void {
  const speaker = world.anybody();
  speaker.say(world.pick([...speaker.rooms, ...speaker.joined]), world.words(), due);
}

async function post(world: World): Promise<void> {
  const speaker = world.anybody();
  await speaker.post(world.pick(speaker.rooms), world.words());
}

/** The newest, or somewhere further back. */
async function read_back(world: World): Promise<void> {
  const reader = world.anybody();
  const room = world.pick(reader.rooms);
  const where = world.pick(["", "&before=", "&after=", "&around="]);
  const seq = where === "" ? "" : String(world.below(reader.cursor(room) + 1));
  await reader.must("GET", `/rooms/${room}/messages?limit=50${where}${seq}`);
}

async function read_log(world: World): Promise<void> {
  const reader = world.anybody();
  const room = world.pick(reader.rooms);
  await reader.must("GET", `/rooms/${room}/events?after=${Math.max(0, reader.cursor(room) - 100)}`);
}

async function look_for_people(world: World): Promise<void> {
  const beginning = `person${world.below(30)}`;
  await world.anybody().must("GET", `/users?q=${world.random() < 0.8 ? beginning : "nobody at all"}`);
}

async function look_around(world: World): Promise<void> {
  const somebody = world.anybody();
  await somebody.must("GET", world.pick(["/rooms", "/me", `/rooms/${world.pick(somebody.rooms)}/members`]));
}

function be_seen(world: World): void {
  const somebody = world.anybody();
  const room = world.pick(somebody.rooms);
  const seq = somebody.cursor(room);
  somebody.send(
    world.pick([
      { type: "typing", room },
      { type: "read.mark", room, seq },
      { type: "room.open", room },
      { type: "room.close", room },
      { type: "ping" },
    ]),
  );
}

/** Half of all are in one square or another: soon as many leave as join, and a message has as many hearers all hour long. */
async function join_or_leave(world: World): Promise<void> {
  const somebody = world.anybody();
  if (somebody.choosing) return;
  somebody.choosing = true;
  const [joined] = somebody.joined;
  if (joined === undefined) {
    const square = world.pick(world.squares);
    await somebody.must("POST", `/rooms/${square}/join`);
    somebody.joined.add(square);
  } else {
    somebody.joined.delete(joined);
    // What was said a moment ago is answered first: a refusal would be no surprise, but could not be told from one.
    await pause(1_000);
    await somebody.must("POST", `/rooms/${joined}/leave`);
  }
  somebody.choosing = false;
}

/** A room that is opened, written in by two, and deleted for good. */
async function pass_a_room(world: World): Promise<void> {
  const [owner, guest] = [world.anybody(), world.anybody()];
  const { room } = (await owner.must("POST", "/rooms", {
    name: `passing ${world.below(1_000_000_000)}`,
  })) as { room: { id: string } };
  if (guest !== owner) await guest.must("POST", `/rooms/${room.id}/join`);
  for (const writer of [owner, guest])
    await writer.must("POST", `/rooms/${room.id}/messages`, {
      nonce: crypto.randomUUID(),
      text: world.words(),
    });
  await pause(world.below(10_000));
  await owner.must("DELETE", `/rooms/${room.id}`);
}

/** Away for a moment, and back with what was held. */
async function be_away(world: World): Promise<void> {
  const somebody = world.anybody();
  await somebody.go(world.random() < 0.5);
  await pause(world.below(4_000));
  await somebody.come();
  somebody.moving = false;
}

const STAYS_MS = 30_000;

/** Signs in with the password, talks a little, signs out. */
async function visit(world: World): Promise<void> {
  const visitor = await world.sign_in();
  await visitor.come();
  const sentences = 4;
  for (let sentence = 0; sentence < sentences; sentence += 1) {
    await pause(STAYS_MS / sentences);
    if (visitor.here) visitor.say(world.pick(visitor.rooms), world.words(), performance.now());
  }
  await pause(1_000);
  await visitor.sign_out();
}

export const deeds: readonly Deed[] = [
  { name: "messages over sockets", per_second: 70, play: talk },
  { name: "messages by REST", per_second: 4, play: post },
  { name: "pages of history", per_second: 5, play: read_back },
  { name: "pages of the log", per_second: 0.5, play: read_log },
  { name: "searches for people", per_second: 1, play: look_for_people },
  { name: "other questions", per_second: 1, play: look_around },
  { name: "marks, typing, rooms on screen", per_second: 4, play: be_seen },
  { name: "joins and leaves", per_second: 0.5, play: join_or_leave },
  { name: "rooms opened and deleted", per_second: 0.05, play: pass_a_room },
  { name: "absences with a resume", per_second: 1.5, play: be_away },
  { name: "visits with sign-in and sign-out", per_second: 0.4, play: visit },
  { name: "upgrades abandoned", per_second: 0.7, play: abandon_upgrade },
  { name: "requests that are wrong", per_second: 0.5, play: ask_wrongly },
  { name: "frames that are wrong", per_second: 0.2, play: send_wrongly },
  { name: "readers that stop reading", per_second: 0.1, play: read_slowly },
];

const TURN_MS = 10;

/** An open loop: what is due is begun, whatever the server does meanwhile. */
export class Pulse {
  readonly #under_way = new Set<Promise<void>>();
  readonly #world: World;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(world: World) {
    this.#world = world;
    const begun = performance.now();
    // Not all of the rare ones in the same moment.
    const next = deeds.map(({ per_second }) => begun + (world.random() * 1_000) / per_second);
    this.#timer = setInterval(() => {
      for (const [index, deed] of deeds.entries())
        for (let due = next[index] ?? 0; due <= performance.now(); due = next[index] ?? 0) {
          this.begin(deed, due);
          next[index] = due + 1_000 / deed.per_second;
        }
    }, TURN_MS);
  }

  /** Begins nothing more, and waits for what has begun. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#under_way);
  }

  private begin({ name, play }: Deed, due: number): void {
    const work = (async (): Promise<void> => {
      try {
        await play(this.#world, due);
        this.#world.ledger.did(name);
      } catch (error) {
        this.#world.ledger.trouble(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    })();
    this.#under_way.add(work);
    void work.finally(() => this.#under_way.delete(work));
  }
}
