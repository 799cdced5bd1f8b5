/**
 * The history checker: rounds in which everything goes wrong while people talk;
 * then the promises are checked on all that was written down.
 * ROUNDS=n plays so many (one for every fault), from SEED=n on, each with the next seed;
 * FAULTS=a,b allows only these. A fault that this machine does not give is passed
 * over, unless somebody says how many rounds there are to be: then it fails its round.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { output_dir } from "../server/place.ts";
import { SmallDisk } from "../server/small_disk.ts";
import { Explained, run_suite, type Test } from "../server/suite.ts";
import { WallClock } from "../server/wall_clock.ts";
import { moments } from "./backend.ts";
import { check, shortest } from "./checker.ts";
import { checker_tests } from "./checker_tests.ts";
import { faults, full_disk, type FaultName } from "./faults.ts";
import type { History } from "./history.ts";
import { outage_checker_tests } from "./outage_checker_tests.ts";
import { random_from } from "./random.ts";
import { BrokenOff, play } from "./round.ts";
import { script_of } from "./script.ts";
import { session_clock_tests } from "./session_clock_tests.ts";
import type { Need } from "./stage.ts";

/** So many in a row meet every moment that matters. */
const ROUNDS_THAT_MEET_ALL = 10;
const first_seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const rounds = Number(process.env["ROUNDS"] ?? Object.keys(faults).length);
const all_wanted = process.env["ROUNDS"] !== undefined;
const only = process.env["FAULTS"]?.split(",").filter((name): name is FaultName => name in faults);

/** In which statements backends were stopped, in all rounds. */
const stopped_within: string[] = [];
/** Whether Postgres stood while the disk was full, in all rounds; where it ended itself, little can be checked. */
const stood_on_full_disk: boolean[] = [];

async function what_is_refused(): Promise<Map<Need, string>> {
  const refused = new Map<Need, string>();
  const disk = await SmallDisk.refused();
  if (disk !== undefined) refused.set("disk", disk);
  const clock = WallClock.refused();
  if (clock !== undefined) refused.set("clock", clock);
  return refused;
}

function count_of({ attempts, readings, acts = [], logs }: History): string {
  const tally = (["ok", "unknown", "refused"] as const).map(
    (outcome) => `${attempts.filter((attempt) => attempt.outcome.is === outcome).length} ${outcome}`,
  );
  const events = [...logs.values()].reduce((sum, log) => sum + log.length, 0);
  const heard = readings.reduce((sum, { entries }) => sum + entries.length, 0);
  return `${attempts.length} attempts (${tally.join(", ")}), ${acts.length} other deeds, ${events} events, heard ${heard} times in ${readings.length} readings`;
}

function troubles_of({ troubles = [] }: History): string {
  return troubles.map(({ name, begun, over }) => `${name} for ${over - begun} ms`).join("; ");
}

function keep(seed: number, history: History): string {
  const path = join(output_dir, `history-${seed}.json`);
  const text = JSON.stringify({ seed, ...history }, (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );
  writeFileSync(path, text);
  return path;
}

function round(seed: number, refused: ReadonlyMap<Need, string>): Test {
  const random = random_from(seed);
  const script = script_of(seed, random, refused, only);
  return {
    name: `round with seed ${seed}: ${script.faults.join(", ")} [P1 P2 P3 P4 P5 P6 P9 P10 P11 P13 P15]`,
    async run() {
      if (script.skipped !== undefined) {
        if (all_wanted)
          throw new Explained(`SEED=${seed}: its fault cannot be played here: ${script.skipped}`);
        console.log(`      SKIPPED ${script.skipped}`);
      }
      const history = await play(script, random).catch((error: unknown) => {
        if (!(error instanceof BrokenOff)) throw error;
        throw new Explained(
          `SEED=${seed} ROUNDS=1 repeats its choices; it broke off, and what was written by then: ${keep(seed, error.history)}\n${error.message}`,
        );
      });
      const { troubles = [] } = history;
      stopped_within.push(...troubles.flatMap(({ within }) => within ?? []));
      stood_on_full_disk.push(
        ...troubles.flatMap(({ away, name }) => (name.startsWith(full_disk) ? [away === "space"] : [])),
      );
      console.log(`      ${troubles_of(history)}\n      ${count_of(history)}`);
      const violations = check(history);
      if (violations.length === 0) return;
      throw new Explained(
        `SEED=${seed} ROUNDS=1 repeats its choices; the whole history: ${keep(seed, history)}\n${shortest(violations)}`,
      );
    },
  };
}

/** The one moment in which nobody knows what will stand: a run that never sees it has not tested it. */
const met_in_commit: Test = {
  name: `${rounds} rounds: of the backends that were stopped, one at least was in the middle of COMMIT`,
  run() {
    const commits = stopped_within.filter((statement) => moments.commit.test(statement)).length;
    console.log(`      ${commits} of ${stopped_within.length} were`);
    if (stopped_within.length === 0 || commits > 0) return Promise.resolve();
    return Promise.reject(new Explained(`they were in ${[...new Set(stopped_within)].join(", ")}`));
  },
};

const met_standing: Test = {
  name: `${rounds} rounds: while the disk was full Postgres stood at least once, and people read on [P15]`,
  run() {
    const stood = stood_on_full_disk.filter(Boolean).length;
    console.log(`      ${stood} of ${stood_on_full_disk.length} times`);
    if (stood_on_full_disk.length === 0 || stood > 0) return Promise.resolve();
    return Promise.reject(new Explained("it ended itself each time"));
  },
};

const refused = await what_is_refused();
await run_suite([
  ...checker_tests,
  ...outage_checker_tests,
  ...session_clock_tests(refused.get("clock")),
  ...Array.from({ length: rounds }, (_, index) => round(first_seed + index, refused)),
  ...(rounds < ROUNDS_THAT_MEET_ALL ? [] : [met_in_commit, met_standing]),
]);
