/** The durable load where databases are usually slower: without statistics, with a long past, a long snapshot, one room. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Child } from "../../server/child.ts";
import { digits, measure, type Round, type Row } from "../measure.ts";
import { room_id } from "../provision.ts";
import { on_stage, Stage, type TalkStep } from "../stage.ts";
import type { Capacity } from "../steps.ts";
import { capacity, capacity_figures, likely, population } from "./durable.ts";

const run = promisify(execFile);

interface Conditions {
  fresh: Capacity;
  million: { events: number; found: Capacity };
  one_room: Capacity;
  snapshot: TalkStep[];
}

/** No autovacuum: the planner knows nothing for as long as the measurement lasts. */
const never_analysed = { autovacuum: "off" };

async function fresh(round: Round): Promise<Capacity> {
  return on_stage(await Stage.with(population, [{}], never_analysed), (stage) =>
    capacity(stage, round, likely.batched, false),
  );
}

/** As if people had talked for a year; what a message leaves is in two tables. */
async function past(stage: Stage, events: number): Promise<void> {
  const room = `('${room_id(0).slice(0, 24)}' || lpad(to_hex(n % ${population.rooms}), 12, '0'))::uuid`;
  const nonce = "('c0000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
  const author = "(select id from users limit 1)";
  const seq = `n / ${population.rooms} + 1`;
  const all = `from generate_series(0, ${events - 1}) n`;
  await stage.sql(`set synchronous_commit = off;
    insert into room_events (room_id, seq, at, actor_id, type, target, msg_no, body, nonce)
      select ${room}, ${seq}, now(), ${author}, 'message.created', null, ${seq},
        '{"text":"' || repeat('x', 60) || '","nonce":"' || ${nonce} || '"}', ${nonce} ${all};
    insert into messages (room_id, seq, rev, author_id, at, nonce, text, reply_to)
      select ${room}, ${seq}, ${seq}, ${author}, now(), ${nonce}, repeat('x', 60), null ${all}`);
  // As autovacuum would have done meanwhile.
  await stage.sql("vacuum analyze");
  await stage.sql("checkpoint");
}

async function million(round: Round): Promise<Conditions["million"]> {
  const events = round.quick ? 50_000 : 1_000_000;
  return on_stage(await Stage.with(population), async (stage) => {
    await past(stage, events);
    return { events, found: await capacity(stage, round, likely.batched, true) };
  });
}

/** All write into one room; only four hear it, otherwise this would be the fan-out. */
async function one_room(round: Round): Promise<Capacity> {
  const { people } = population;
  const all = { people, rooms: 1, members: people, stride: 0, writers: people };
  return on_stage(await Stage.with(all), (stage) =>
    capacity(stage, round, likely.batched, true, ["--senders", people, "--hearers", 4, "--hearing", 4]),
  );
}

/** A minute in steps without a pause between them, while a snapshot from before it stays open. */
async function snapshot(round: Round, rate: number): Promise<TalkStep[]> {
  return on_stage(await Stage.with(population), async (stage) => {
    await stage.settle_in();
    const seconds = round.quick ? 2 : 10;
    const crowd = ["--senders", population.people, "--hearers", population.members];
    await stage.talk("--rate", rate, ...crowd, "--warm-up", 0, "--seconds", 2);
    await stage.sql("analyze");
    const holding = `begin isolation level repeatable read; select count(*) from users; select pg_sleep(${7 * seconds})`;
    const holder = new Child({
      name: "snapshot",
      program: "psql",
      args: [stage.database_url, "-Xqc", holding],
    });
    const dump = run("pg_dump", ["-f", "/dev/null", stage.database_url]);
    const steps = Array.from({ length: 6 }, () => ["--rate", rate]).flat();
    const found = await stage.talk(...steps, ...crowd, "--warm-up", 0, "--seconds", seconds);
    await dump;
    if (holder.ended !== undefined) throw new Error(`the snapshot ended too soon:\n${holder.output(5)}`);
    await holder.end("SIGKILL");
    return found;
  });
}

const window = (step: TalkStep | undefined): string =>
  step === undefined
    ? "–"
    : `${digits(step.acknowledged_per_second)}/s of ${digits(step.rate)}, p99 ${digits(step.acknowledgement_ms.p99)} ms`;

function snapshot_row(steps: readonly TalkStep[]): Row {
  const minute = steps.reduce((sum, step) => sum + step.seconds, 0);
  const [first, last] = [steps[0], steps.at(-1)];
  return {
    what: `a snapshot open for ${minute} s and a pg_dump, load at 80 % of capacity`,
    figures: `first ${first?.seconds} s: ${window(first)}; last: ${window(last)}`,
  };
}

function rows([result]: readonly Conditions[]): Row[] {
  if (result === undefined) return [];
  const { events, found } = result.million;
  return [
    { what: "a fresh database, never analysed, no autovacuum", figures: capacity_figures([result.fresh]) },
    { what: `after ${events.toLocaleString("en")} events`, figures: capacity_figures([found]) },
    { what: "200 senders in one room, 4 hear it", figures: capacity_figures([result.one_room]) },
    snapshot_row(result.snapshot),
  ];
}

export const durable_conditions = measure<Conditions>({
  name: "durable_conditions",
  title: "Durable under worse conditions (once)",
  rounds: "first",
  once: async (round) => {
    const found = await fresh(round);
    return {
      fresh: found,
      million: await million(round),
      one_room: await one_room(round),
      snapshot: await snapshot(round, Math.max(250, Math.round(0.8 * found.per_second))),
    };
  },
  rows,
});
