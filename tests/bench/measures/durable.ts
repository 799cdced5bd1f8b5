/** How many messages a second are committed and acknowledged, and how many when each is a transaction of its own. */
import { measure, median, told, windows, type Round, type Row } from "../measure.ts";
import { plain_inserts, type Inserts } from "../pgbench.ts";
import { on_stage, Stage, type TalkStep } from "../stage.ts";
import { delays, highest_rate, us_per_message, type Capacity } from "../steps.ts";

export const population = { people: 200, rooms: 50, members: 4, stride: 4, writers: 4 };

/** Where the search for the highest rate begins; a little below what the last one found. */
export const likely = { batched: 20_000, one_by_one: 400 };
const BELOW = 0.9;
/** With fewer than it takes to fill the disk's queue pgbench would look slow. */
const CLIENTS = 32;

/** `analysed`: as a living database is, after a little talk. */
export async function capacity(
  stage: Stage,
  round: Round,
  first: number,
  analysed: boolean,
  crowd: readonly (string | number)[] = ["--senders", population.people, "--hearers", population.members],
): Promise<Capacity> {
  // Shorter windows than elsewhere: there are many of them.
  const short = { ...round, warm_up: 1, seconds: round.quick ? 1.5 : 3.5 };
  const talk = (rate: number): Promise<TalkStep[]> =>
    stage.talk("--rate", rate, ...crowd, ...windows(short), "--patience", 1);
  await stage.settle_in();
  await talk(first / 2);
  if (analysed) await stage.sql("analyze");
  return highest_rate(talk, first);
}

interface Durable {
  batched: Capacity;
  one_by_one: Capacity;
  inserts: Inserts;
}

async function batched(round: Round): Promise<Capacity> {
  return on_stage(await Stage.with(population), (stage) => capacity(stage, round, likely.batched, true));
}

async function one_by_one(round: Round): Promise<Omit<Durable, "batched">> {
  return on_stage(await Stage.with(population, [{ flags: ["--log-batch-events", "1"] }]), async (stage) => {
    const found = await capacity(stage, round, likely.one_by_one, true);
    return { one_by_one: found, inserts: await plain_inserts(stage.database_url, CLIENTS, 3) };
  });
}

export function capacity_figures(results: readonly Capacity[]): string {
  const steps = results.flatMap(({ step }) => (step === undefined ? [] : [step]));
  const rate = told(
    results.map(({ per_second }) => per_second),
    "messages/s",
  );
  if (steps.length === 0) return rate;
  const costs = (["server", "postgres"] as const).map(
    (process) =>
      `${told(
        steps.map((step) => us_per_message(step, process)),
        "µs",
      )} of ${process}`,
  );
  return `${rate}; acknowledged ${delays(steps.map((step) => step.acknowledgement_ms))}; ${costs.join(", ")} per message`;
}

const cost = ({ step }: Capacity): number =>
  step === undefined ? Number.NaN : us_per_message(step, "server") + us_per_message(step, "postgres");

function rows(results: readonly Durable[]): Row[] {
  const rates = results.map((result) => result.batched.per_second);
  const gains = results.map((result) => result.batched.per_second / result.one_by_one.per_second);
  const savings = results.map((result) => cost(result.one_by_one) / cost(result.batched));
  const over_inserts = results.map((result) => result.batched.per_second / result.inserts.per_second);
  return [
    {
      what: "200 senders in 50 rooms of 4",
      figures: capacity_figures(results.map((result) => result.batched)),
      must: "≥ 20,000/s, p99 ≤ 100 ms",
      met: median(rates) >= 20_000,
    },
    {
      what: "the same server with --log-batch-events 1: one transaction per message",
      figures: capacity_figures(results.map((result) => result.one_by_one)),
    },
    {
      what: "batches over one transaction per message",
      figures: told(gains, "×"),
      must: "≥ 6 ×",
      met: median(gains) >= 6,
    },
    { what: "the same in processor time of server and Postgres for a message", figures: told(savings, "×") },
    {
      what: `pgbench, ${CLIENTS} clients, one plain INSERT and commit each (no lock, no nonce, one table)`,
      figures: told(
        results.map(({ inserts }) => inserts.per_second),
        "/s",
      ),
    },
    { what: "batches over pgbench", figures: told(over_inserts, "×") },
  ];
}

export const durable = measure<Durable>({
  name: "durable",
  title: "Durable: committed and acknowledged, p99 of the acknowledgement ≤ 100 ms",
  rounds: "every",
  once: async (round) => {
    const found = { batched: await batched(round), ...(await one_by_one(round)) };
    likely.batched = Math.max(1_000, BELOW * found.batched.per_second);
    likely.one_by_one = Math.max(250, BELOW * found.one_by_one.per_second);
    return found;
  },
  rows,
});
