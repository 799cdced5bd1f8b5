/** The fan-out with one and with two shards; the second shard shares its core with the generator and Postgres. */
import { measure, told } from "../measure.ts";
import { other_cores, server_cores, type TalkStep } from "../stage.ts";
import { delays, losses, us_per_delivery } from "../steps.ts";
import { own } from "./fan_out.ts";

interface Shards {
  shards: number;
  steps: TalkStep[];
}

const RATE = 400;

const steps_with = (results: readonly Shards[][], number: number): TalkStep[] =>
  results.flat().flatMap((each) => (each.shards === number ? each.steps : []));

export const shards = measure<Shards[]>({
  name: "shards",
  title: "Shards: the fan-out at 400 messages/s",
  rounds: "every",
  once: async (round) => {
    const cores = { 1: server_cores, 2: `${server_cores},${other_cores}` };
    const found: Shards[] = [];
    for (const number of [1, 2] as const)
      found.push({
        shards: number,
        steps: await own(round, ["--shards", String(number)], cores[number], RATE),
      });
    return found;
  },
  rows: (results) =>
    ([1, 2] as const)
      .map((number) => ({ number, steps: steps_with(results, number) }))
      .map(({ number, steps }) => ({
        what:
          number === 1
            ? "one shard on one core"
            : "two shards on both cores, one of them shared with all else",
        figures: `${told(
          steps.map((step) => us_per_delivery(step)),
          "µs per delivery",
        )}; ${delays(steps.map((step) => step.delivery_ms))}; ${losses(steps)}`,
      })),
});
