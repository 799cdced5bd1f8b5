/** The fan-out with one and with two shards; the second shard shares its core with the generator and Postgres. */
import { measure, told } from "../measure.ts";
import { other_cores, server_cores, type TalkStep } from "../stage.ts";
import { delays, us_per_delivery } from "../steps.ts";
import { own } from "./fan_out.ts";

interface Shards {
  shards: number;
  steps: TalkStep[];
}

const RATE = 400;

export const shards = measure<Shards[]>({
  name: "shards",
  title: "Shards: the fan-out at 400 messages/s (once)",
  rounds: "first",
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
    results.flat().map(({ shards: number, steps }) => ({
      what:
        number === 1 ? "one shard on one core" : "two shards on both cores, one of them shared with all else",
      figures: `${told(
        steps.map((step) => us_per_delivery(step)),
        "µs per delivery",
      )}; ${delays(steps.map((step) => step.delivery_ms))}; ${steps.reduce((sum, { missing }) => sum + missing, 0)} missing`,
    })),
});
