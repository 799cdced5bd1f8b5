/** Where the time of each path goes: one delivery, one durable message, one login, an idle hour. */
import { pause } from "../../server/deadline.ts";
import { Session } from "../../server/session.ts";
import { digits, measure, type Round, type Row } from "../measure.ts";
import {
  postgres_areas,
  postgres_rest,
  server_areas,
  server_rest,
  shares_of,
  type Share,
} from "../profile/areas.ts";
import { backends_of, stacks_of } from "../profile/perf.ts";
import { on_stage, Stage } from "../stage.ts";
import { population as fifty_rooms } from "./durable.ts";

interface Profile {
  path: string;
  shares: readonly Share[];
}

const one_room = { people: 1_000, rooms: 1, members: 1_000, stride: 0, writers: 8 };
const many = { people: 10_000, rooms: 200, members: 1_000, stride: 1_000, writers: 0 };
const few = { people: 1_000, rooms: 20, members: 1_000, stride: 1_000, writers: 0 };
const SETTLES_MS = 3_000;
const CLIENTS = 4;
/** For ten thousand sockets to come. */
const ALL_HAVE_COME_MS = 30_000;
const TOLD = 5;

const of_server = (script: string): Share[] => shares_of(script, server_areas, server_rest);

async function delivery(seconds: number): Promise<Profile> {
  return on_stage(await Stage.with(one_room), async (stage) => {
    const talk = stage.talk("--rate", 400, "--senders", 8, "--hearers", 1_000, "--seconds", seconds + 6);
    await pause(SETTLES_MS);
    const script = await stacks_of({ pids: [stage.server.child.pid], seconds });
    await talk;
    return { path: "a delivery, 400,000 a second", shares: of_server(script) };
  });
}

async function durable_message(seconds: number): Promise<Profile[]> {
  return on_stage(await Stage.with(fifty_rooms), async (stage) => {
    await stage.settle_in();
    await stage.talk("--rate", 8_000, "--senders", 200, "--hearers", 4, "--seconds", 2);
    await stage.sql("analyze");
    const talk = stage.talk("--rate", 10_000, "--senders", 200, "--hearers", 4, "--seconds", seconds + 6);
    await pause(SETTLES_MS);
    const [server, postgres] = await Promise.all([
      stacks_of({ pids: [stage.server.child.pid], seconds }),
      stacks_of({ pids: await backends_of(stage.postgres.pid), seconds }),
    ]);
    await talk;
    return [
      { path: "a durable message, 10,000 a second: the server", shares: of_server(server) },
      {
        path: "a durable message: Postgres",
        shares: shares_of(postgres, postgres_areas, postgres_rest),
      },
    ];
  });
}

async function login(seconds: number): Promise<Profile> {
  return on_stage(await Stage.set(), async (stage) => {
    const { origin, child } = await stage.serve();
    const people = Array.from({ length: CLIENTS }, (_, number) => ({
      username: `somebody${number}`,
      password: `orchard lantern ${number}`,
    }));
    for (const person of people) await Session.register(origin, person);
    const over = new AbortController();
    const logins = people.map(async (person) => {
      while (!over.signal.aborted) await Session.sign_in(origin, person);
    });
    const script = await stacks_of({ pids: [child.pid], seconds });
    over.abort();
    await Promise.all(logins);
    return { path: "a login", shares: of_server(script) };
  });
}

async function idle(seconds: number, quick: boolean): Promise<Profile> {
  const population = quick ? few : many;
  return on_stage(await Stage.with(population), async (stage) => {
    await stage.analyse_people();
    const { people: sockets } = population;
    const come = quick ? ALL_HAVE_COME_MS / 5 : ALL_HAVE_COME_MS;
    const rest = come / 1_000 + seconds;
    const all = stage.connections("--sockets", sockets, "--at-once", 64, "--idle", rest);
    await pause(come);
    // Idle means few looks: more of them in a second.
    const script = await stacks_of({ pids: [stage.server.child.pid], seconds, frequency: 4_999 });
    await all;
    return { path: `an idle hour of ${sockets.toLocaleString("en")} sockets`, shares: of_server(script) };
  });
}

function rows([profiles]: readonly Profile[][]): Row[] {
  return (profiles ?? []).map(({ path, shares }) => ({
    what: path,
    figures: shares
      .slice(0, TOLD)
      .map(({ name, percent }) => `${name} **${digits(percent)}** %`)
      .join("; "),
  }));
}

export const profile = measure<Profile[]>({
  name: "profile",
  title: "Profile: where the processor's time goes, by the stacks that perf found (once)",
  rounds: "first",
  once: async ({ quick }: Round) => {
    const seconds = quick ? 2 : 8;
    return [
      await delivery(seconds),
      ...(await durable_message(seconds)),
      await login(seconds),
      await idle(quick ? 5 : 60, quick),
    ];
  },
  rows,
});
