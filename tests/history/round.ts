/** One round: people talk, visit, come and go at two nodes, over good lines and bad ones, while its script is played. */
import { eventually, pause } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import type { Session } from "../server/session.ts";
import { Comings } from "./comings.ts";
import { faults } from "./faults.ts";
import type { History } from "./history.ts";
import { Looks } from "./looks.ts";
import type { Script } from "./script.ts";
import { Stage } from "./stage.ts";
import { read_tables } from "./tables.ts";
import { Talk, whole_logs, type Standpoint } from "./talk.ts";
import { Visits } from "./visits.ts";
import { Weather } from "./weather.ts";

const NODES = ["node one", "node two"];
const TALKED_BEFORE = 15;
const TALKED_WITHIN_MS = 15_000;
const TALK_PAUSE_MS = 60;
const HEARD_WITHIN_MS = 10_000;
const VISITORS = 2;

interface Cast {
  people: Person[];
  standpoints: Map<Person, Standpoint>;
  rooms: { open: string; closed: string };
}

/** Two at each node, one of them over a bad line. The last one comes and goes. */
async function gather({ nodes, proxies }: Stage): Promise<Cast> {
  const [one] = nodes;
  if (one === undefined) throw new Error("no node");
  const first = await Promise.all(
    ["alice", "bob", "carol", "dora"].map((username) => Person.register(one.origin, { username })),
  );
  const standpoints = new Map<Person, Standpoint>();
  const people = first.map(({ name, session }, index) => {
    const node = index % 2;
    const bad_line = index >= 2;
    const origin = nodes[node]?.origin ?? "";
    const person = new Person(
      name,
      session.by_way_of(origin, bad_line ? (proxies[node]?.address ?? "") : origin),
    );
    const elsewhere = session.by_way_of(nodes[1 - node]?.origin ?? "");
    const names = { node: NODES[node] ?? "", other_node: NODES[1 - node] ?? "" };
    standpoints.set(person, { ...names, bad_line, elsewhere });
    return person;
  });
  const open = await open_room("kitchen", people);
  const closed = await open_closed_room(people);
  return { people, standpoints, rooms: { open, closed } };
}

async function open_closed_room([owner, ...others]: readonly Person[]): Promise<string> {
  if (owner === undefined) throw new Error("nobody came");
  const answer = await owner.session.must("POST", "/rooms", { name: "attic", visibility: "private" });
  const { id } = (answer as { room: { id: string } }).room;
  for (const { session } of others)
    await owner.session.must("PUT", `/rooms/${id}/members/${session.user_id}`, {});
  return id;
}

/** The same sign-in at both nodes, over good lines. */
function at_both(person: Person | undefined, { nodes }: Stage): Session[] {
  return nodes.flatMap(({ origin }) => (person === undefined ? [] : [person.session.by_way_of(origin)]));
}

/** A round that came to no end, with all that had been written down by then. */
export class BrokenOff extends Error {
  readonly history: History;

  constructor(history: History, why: unknown) {
    super(why instanceof Error ? (why.stack ?? why.message) : String(why), { cause: why });
    this.history = history;
  }
}

export async function play(script: Script, random: () => number): Promise<History> {
  const stage = await Stage.set(script.needs);
  let so_far = (): History => ({ attempts: [], logs: new Map(), readings: [], troubles: stage.troubles });
  const notes = (write: () => History): void => {
    so_far = write;
  };
  let failure: unknown;
  const history = await play_on(stage, script, random, notes).catch((error: unknown) => {
    failure = error;
    return undefined;
  });
  // What went wrong first says most.
  await stage.end().catch((error: unknown) => {
    failure ??= error;
  });
  if (history === undefined || failure !== undefined) throw new BrokenOff(history ?? so_far(), failure);
  return history;
}

async function play_on(
  stage: Stage,
  script: Script,
  random: () => number,
  notes: (write: () => History) => void,
): Promise<History> {
  const { people, standpoints, rooms } = await gather(stage);
  const all_rooms = [rooms.open, rooms.closed];
  const talk = new Talk({ people, rooms: all_rooms, random, pause_ms: TALK_PAUSE_MS, standpoints });
  const now = (): number => talk.now();
  stage.now = now;
  await talk.start();
  const sessions = people.flatMap(({ session }) => [session, ...at_both(people[1], stage)]);
  const visits = new Visits({ rooms: all_rooms, sessions, random, now });
  const comings = new Comings({
    open_room: rooms.open,
    private_room: rooms.closed,
    owner: at_both(people[0], stage),
    wanderer: at_both(people.at(-1), stage),
    random,
    now,
  });
  const lookers = at_both(people[1], stage).map((session, index) => ({ session, node: NODES[index] ?? "" }));
  const looks = new Looks({ rooms: all_rooms, lookers, random, now });
  const weather = new Weather(stage.proxies, random);
  const everywhere = async (): Promise<void> => {
    const since = now();
    for (const node of NODES) await talk.acknowledged(TALKED_BEFORE, since, TALKED_WITHIN_MS, node);
  };
  const written = (): History => ({
    attempts: talk.attempts,
    logs: new Map(),
    readings: [...talk.readings(), ...visits.readings],
    private_rooms: new Set([rooms.closed]),
    acts: comings.acts,
    returns: comings.returns,
    witnesses: talk.witnesses,
    looks: looks.looks,
    closes: people.flatMap((person) =>
      person.closes.map((close) => ({
        ...close,
        reader: person.name,
        at: talk.since_begun(close.at),
        bad_line: standpoints.get(person)?.bad_line === true,
      })),
    ),
    troubles: stage.troubles,
  });
  notes(written);
  await everywhere();
  comings.note_first();
  visits.start(VISITORS);
  comings.start();
  looks.start();
  weather.start();
  for (const name of script.faults) {
    await pause(100 + 600 * random());
    await faults[name].play(stage, random);
    await stage.all_ready();
    await everywhere();
  }
  await weather.end();
  await Promise.all([visits.end(), comings.end(), looks.end()]);
  await talk.end();

  const [log, other] = await Promise.all(
    at_both(people[0], stage).map((session) => whole_logs(session, all_rooms)),
  );
  const logs = log ?? new Map<string, never>();
  const deaf = await who_is_deaf(talk, logs);
  await Promise.all(people.map((person) => person.leave()));
  return {
    ...written(),
    logs,
    other_logs: other === undefined ? [] : [other],
    deaf,
    tables: await read_tables(stage.database_url),
  };
}

async function who_is_deaf(talk: Talk, logs: History["logs"]): Promise<History["deaf"]> {
  const behind = (): NonNullable<History["deaf"]> =>
    [...talk.ears].flatMap(([person, ear]) =>
      [...logs].flatMap(([room, log]) => {
        const heard = ear.position(room);
        return heard >= log.length ? [] : [{ reader: person.name, room, head: log.length, heard }];
      }),
    );
  const all_level = (): true | undefined => (behind().length === 0 ? true : undefined);
  await eventually(all_level, HEARD_WITHIN_MS, "everybody to hear the end").catch(() => undefined);
  return behind();
}
