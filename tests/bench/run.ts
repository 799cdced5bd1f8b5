/**
 * The benchmark: every measurement once in a round, round after round, so that
 * what the machine does meanwhile meets all of them; then the table. Pinned by
 * ./dev bench to the core that the server under test does not have.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../server/place.ts";
import { STOLEN_AT_MOST, told_of, watch, type Disturbance } from "./disturbance.ts";
import { facts } from "./machine.ts";
import type { Measure, Round } from "./measure.ts";
import { connections } from "./measures/connections.ts";
import { undisturbed } from "./measures/undisturbed.ts";
import { durable } from "./measures/durable.ts";
import { durable_conditions } from "./measures/durable_conditions.ts";
import { fan_out } from "./measures/fan_out.ts";
import { floors } from "./measures/floors.ts";
import { latency } from "./measures/latency.ts";
import { logins } from "./measures/logins.ts";
import { page } from "./measures/page.ts";
import { profile } from "./measures/profile.ts";
import { rooms } from "./measures/rooms.ts";
import { several_writers } from "./measures/several_writers.ts";
import { shards } from "./measures/shards.ts";
import { table, write_into, type Outcome } from "./report.ts";

const all: readonly Measure[] = [
  fan_out,
  undisturbed,
  durable,
  durable_conditions,
  connections,
  latency,
  several_writers,
  rooms,
  shards,
  logins,
  floors,
  profile,
  page,
];
const ROUNDS = 3;

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const names = words.filter((word) => !word.startsWith("-"));
const unknown = words.filter((word) => word !== "--quick" && !all.some(({ name }) => name === word));
if (unknown.length > 0) {
  console.error(
    `no such measurement: ${unknown.join(", ")} (there are: ${all.map(({ name }) => name).join(" ")})`,
  );
  process.exit(2);
}
const chosen = all.filter(({ name }) => names.length === 0 || names.includes(name));
const outcomes = new Map(chosen.map((measure): [Measure, Outcome] => [measure, { results: [], seconds: 0 }]));

const begun = performance.now();
const machine = await facts();
const folder = join(product.root, ".dev/bench");
mkdirSync(folder, { recursive: true });
const file = join(folder, `${machine["date"]?.replaceAll(/[^\dT]/g, "")}.json`);

/** After every measurement, so that a run that is broken off leaves what it found. */
function keep(): void {
  const measured = Object.fromEntries([...outcomes].map(([{ name }, outcome]) => [name, outcome]));
  writeFileSync(file, JSON.stringify({ facts: machine, quick, measured }, null, 1));
}

/** What the host took from each of the results that count, and how many did not count. */
const disturbances: Disturbance[] = [];
let taken_again = 0;

/** What takes longer is not done twice. */
const AGAIN_BELOW_SECONDS = 120;

interface Attempt {
  result: unknown;
  disturbance: Disturbance;
  seconds: number;
}

async function attempt(measure: Measure, outcome: Outcome, round: Round): Promise<Attempt> {
  const from = performance.now();
  const disturbed = watch();
  const result: unknown = JSON.parse(JSON.stringify(await measure.once(round)));
  const disturbance = disturbed();
  const took = (performance.now() - from) / 1_000;
  outcome.seconds += took;
  console.log(
    `round ${round.number}  ${took.toFixed(1).padStart(6)} s  ${measure.name}  (the host took ${disturbance.stolen.toFixed(1)} %)`,
  );
  return { result, disturbance, seconds: took };
}

/** A second time, if the host was busy the first: the quieter one counts, whatever it says. */
async function once(measure: Measure, outcome: Outcome, round: Round): Promise<void> {
  try {
    let best = await attempt(measure, outcome, round);
    if (best.disturbance.stolen > STOLEN_AT_MOST && best.seconds < AGAIN_BELOW_SECONDS && !quick) {
      taken_again += 1;
      const second = await attempt(measure, outcome, round);
      if (second.disturbance.stolen < best.disturbance.stolen) best = second;
    }
    outcome.results.push(best.result);
    disturbances.push(best.disturbance);
  } catch (error) {
    outcome.failure = `round ${round.number}: ${error instanceof Error ? error.message : String(error)}`;
    console.error(error);
  }
  keep();
}

for (let number = 1; number <= (quick ? 1 : ROUNDS); number += 1) {
  const round = { number, quick, ...(quick ? { warm_up: 1, seconds: 2 } : { warm_up: 1.5, seconds: 4 }) };
  for (const [measure, outcome] of outcomes)
    if (number === 1 || measure.rounds === "every") await once(measure, outcome, round);
}

const text = table({ ...machine, "its host": told_of(disturbances, taken_again) }, [...outcomes]);
console.log(
  `\n${text}\n\n${((performance.now() - begun) / 60_000).toFixed(1)} minutes; everything that was found: ${file}`,
);
if (!quick && chosen.length === all.length) write_into(join(product.root, "docs/benchmarks.md"), text);
process.exit([...outcomes.values()].some(({ failure }) => failure !== undefined) ? 1 : 0);
