/** Several servers on one database: first with a room for each person's own server, then with one that all of them use. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { new_folder } from "../../server/place.ts";
import { digits, measure, median, told, windows, type Round, type Row } from "../measure.ts";
import { on_stage, Stage, type TalkStep } from "../stage.ts";
import { delays, highest_rate, losses, only, us_per_message, type Capacity } from "../steps.ts";
import { capacity_figures } from "./durable.ts";

const ROOMS = 48;
const MEMBERS = 4;
const PEOPLE = ROOMS * MEMBERS;
/** The last room is the shared one; its members write into no other. */
const population = {
  people: PEOPLE + MEMBERS,
  rooms: ROOMS + 1,
  members: MEMBERS,
  stride: MEMBERS,
  writers: MEMBERS,
};
const SHARED_RATE = 50;
const NODES = 4;
const LIKELY = 16_000;
/** Of what is held: nearer to it the delays tell more of the moment than of the servers. */
const SHARE = 0.6;

interface Pair {
  rate: number;
  alone: TalkStep;
  beside: TalkStep;
  shared: TalkStep;
}

interface Writers {
  /** What four servers hold, and how fewer do at the rate of the pair; in the first round only. */
  held?: Capacity;
  fewer: { servers: number; step: TalkStep }[];
  pair: Pair;
}

/** A file of people in which every room's members meet at the same server: sockets go to the servers in turn. */
function apart(people: string, servers: number): { disjoint: string; shared: string } {
  const lines = readFileSync(people, "utf8").trimEnd().split("\n");
  const folder = new_folder("apart");
  const [disjoint, shared] = [join(folder, "disjoint"), join(folder, "shared")];
  const order = Array.from({ length: PEOPLE }, (_, position) => {
    const [server, turn] = [position % servers, Math.floor(position / servers)];
    const room = servers * Math.floor(turn / MEMBERS) + server;
    return lines[room * MEMBERS + (turn % MEMBERS)];
  });
  writeFileSync(disjoint, `${order.join("\n")}\n`);
  writeFileSync(shared, `${lines.slice(PEOPLE).join("\n")}\n`);
  return { disjoint, shared };
}

async function set(servers: number): Promise<Stage> {
  const stage = await Stage.with(
    population,
    Array.from({ length: servers }, () => ({})),
  );
  await stage.settle_in();
  return stage;
}

const crowd = ["--senders", PEOPLE, "--hearers", MEMBERS];

async function capacity(round: Round, servers: number): Promise<Capacity> {
  return on_stage(await set(servers), async (stage) => {
    stage.people = apart(stage.people, servers).disjoint;
    const short = { ...round, warm_up: 1, seconds: round.quick ? 1.5 : 3 };
    const talk = (rate: number): Promise<TalkStep[]> =>
      stage.talk("--rate", rate, ...crowd, ...windows(short), "--patience", 1);
    await talk(LIKELY / 2);
    await stage.sql("analyze");
    return highest_rate(talk, LIKELY);
  });
}

/** The same load twice on the same servers, in an order that changes with the round. */
async function pair(round: Round, rate: number): Promise<Pair> {
  return on_stage(await set(NODES), async (stage) => {
    const { disjoint, shared } = apart(stage.people, NODES);
    const load = async (people: string, ...args: (string | number)[]): Promise<TalkStep> => {
      stage.people = people;
      return only(await stage.talk(...args));
    };
    const main = ["--rate", rate, ...crowd, ...windows(round)];
    // Begins before the other load's measured time and ends after it.
    const around = ["--warm-up", 0.2, "--seconds", round.warm_up + round.seconds + 1];
    const without = (): Promise<TalkStep> => load(disjoint, ...main);
    const beside = async (): Promise<[TalkStep, TalkStep]> => {
      const talk = load(shared, "--rate", SHARED_RATE, "--senders", MEMBERS, "--hearers", MEMBERS, ...around);
      return Promise.all([load(disjoint, ...main), talk]);
    };
    await load(disjoint, "--rate", rate, ...crowd, "--warm-up", 0, "--seconds", 2);
    await stage.sql("analyze");
    if (round.number % 2 === 0) {
      const [others, everybody] = await beside();
      return { rate, beside: others, shared: everybody, alone: await without() };
    }
    const before = await without();
    const [others, everybody] = await beside();
    return { rate, alone: before, beside: others, shared: everybody };
  });
}

async function with_fewer(round: Round, servers: number, rate: number): Promise<TalkStep> {
  return on_stage(await set(servers), async (stage) => {
    stage.people = apart(stage.people, servers).disjoint;
    await stage.talk("--rate", rate, ...crowd, "--warm-up", 0, "--seconds", 2);
    await stage.sql("analyze");
    return only(await stage.talk("--rate", rate, ...crowd, ...windows(round)));
  });
}

/** Found in the first round. */
let pair_rate = 0;

async function once(round: Round): Promise<Writers> {
  if (round.number > 1) return { fewer: [], pair: await pair(round, pair_rate) };
  const held = await capacity(round, NODES);
  pair_rate = Math.max(250, Math.round(SHARE * held.per_second));
  const fewer: Writers["fewer"] = [];
  for (const servers of [1, 2]) fewer.push({ servers, step: await with_fewer(round, servers, pair_rate) });
  return { held, fewer, pair: await pair(round, pair_rate) };
}

/** Of servers and Postgres, for each message. */
const cost = (step: TalkStep): number => us_per_message(step) + us_per_message(step, "postgres");

function step_figures(steps: readonly TalkStep[]): string {
  const rate = told(
    steps.map((step) => step.acknowledged_per_second),
    "messages/s",
  );
  const costs = told(steps.map(cost), "µs");
  return `${rate}; acknowledged ${delays(steps.map((step) => step.acknowledgement_ms))}; ${costs} of servers and Postgres per message`;
}

function rows(results: readonly Writers[]): Row[] {
  const pairs = results.map((result) => result.pair);
  const throughput = pairs.map(
    ({ alone, beside }) => beside.acknowledged_per_second / alone.acknowledged_per_second,
  );
  const costs = pairs.map(({ alone, beside }) => cost(beside) / cost(alone));
  return [
    {
      what: `the highest rate that ${NODES} servers on the same core hold, disjoint rooms (once)`,
      figures: capacity_figures(results.flatMap(({ held }) => held ?? [])),
    },
    ...results
      .flatMap(({ fewer }) => fewer)
      .map(({ servers, step }) => ({
        what: `${servers} ${servers === 1 ? "server" : "servers"} at 60 % of it (once)`,
        figures: step_figures([step]),
      })),
    {
      what: `${NODES} servers at ${digits(pairs[0]?.rate ?? 0)} messages/s (60 % of that), disjoint rooms`,
      figures: step_figures(pairs.map((each) => each.alone)),
    },
    {
      what: `the same beside a room that all use, ${SHARED_RATE} messages/s`,
      figures: step_figures(pairs.map((each) => each.beside)),
      must: "throughput and cost within 10 %",
      met: median(throughput) >= 0.9 && median(costs) <= 1.1,
    },
    {
      what: "the shared room itself",
      figures: `delivered ${delays(pairs.map(({ shared }) => shared.delivery_ms))}; ${losses(pairs.map(({ shared }) => shared))}`,
    },
  ];
}

export const several_writers = measure<Writers>({
  name: "several_writers",
  title: "Several writers: servers on one core and one database",
  rounds: "every",
  once,
  rows,
});
