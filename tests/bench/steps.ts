/** What one step of the load says about the server: costs, delays, and the highest rate that it holds. */
import { pause } from "../server/deadline.ts";
import { digits, median } from "./measure.ts";
import type { Summary, TalkStep } from "./stage.ts";

const cpu = (step: TalkStep, process: string): number => step.cpu_seconds[process] ?? Number.NaN;

/** Of one process, for each frame that somebody heard. */
export const us_per_delivery = (step: TalkStep, process = "server"): number =>
  (1e6 * cpu(step, process)) / (step.heard_per_second * step.seconds);

/** Of one process, for each message that was acknowledged. */
export const us_per_message = (step: TalkStep, process = "server"): number =>
  (1e6 * cpu(step, process)) / (step.acknowledged_per_second * step.seconds);

/** The share of one core, in percent. */
export const percent_of_core = (step: TalkStep, process = "server"): number =>
  (100 * cpu(step, process)) / step.seconds;

const at = (summaries: readonly Summary[], share: keyof Summary): string =>
  digits(median(summaries.map((summary) => summary[share])));

export function delays(summaries: readonly Summary[]): string {
  return `p50 ${at(summaries, "p50")} ms, p99 ${at(summaries, "p99")} ms, p99.9 ${at(summaries, "p999")} ms`;
}

/** A single step: `talk` gives one for each rate. */
export function only(steps: readonly TalkStep[]): TalkStep {
  const [step] = steps;
  if (step === undefined || steps.length > 1) throw new Error(`one step was expected, not ${steps.length}`);
  return step;
}

const ladder = [
  250, 300, 350, 400, 450, 500, 600, 700, 800, 900, 1_000, 1_200, 1_400, 1_700, 2_000, 2_400, 2_800, 3_200,
  3_700, 4_200, 5_000, 5_700, 6_500, 7_500, 8_700, 10_000, 11_500, 13_000, 15_000, 17_500, 20_000, 22_500,
  25_000, 28_000, 32_000, 36_000, 40_000, 45_000, 50_000, 56_000, 63_000,
];

export const LONGEST_ACKNOWLEDGEMENT_MS = 100;

export const holds = (step: TalkStep): boolean =>
  step.acknowledged_per_second >= 0.99 * step.rate &&
  step.refused === 0 &&
  step.acknowledgement_ms.p99 <= LONGEST_ACKNOWLEDGEMENT_MS;

export interface Capacity {
  /** The highest rate held; 0: not even the lowest of the ladder. */
  per_second: number;
  /** At that rate. */
  step: TalkStep | undefined;
  /** All that were tried. */
  steps: TalkStep[];
}

/** Until a server that was given more than it holds has worked off what it took. */
const RECOVERY_MS = 3_000;

/** Where to go on below a rate that was too much. */
const STEP_DOWN = 0.7;

const rung_below = (rate: number): number => ladder.findLastIndex((each) => each <= rate);

/**
 * Goes up from the rate next to `first` for as long as the server holds; where it does not hold even that, from
 * well below.
 */
export async function highest_rate(
  talk: (rate: number) => Promise<TalkStep[]>,
  first: number,
): Promise<Capacity> {
  const steps: TalkStep[] = [];
  const attempt = async (rate: number): Promise<TalkStep | undefined> => {
    // A second try: one slow write of a shared disk is no limit of the server.
    for (const again of [true, false]) {
      const step = await talk(rate).then(only, () => undefined);
      if (step !== undefined) steps.push(step);
      if (step !== undefined && holds(step)) return step;
      await pause(RECOVERY_MS);
      if (!again || step === undefined || step.acknowledged_per_second < 0.95 * rate) return undefined;
    }
    return undefined;
  };
  let rung = Math.max(0, rung_below(first));
  let best = await attempt(ladder[rung] ?? first);
  while (best === undefined && rung > 0) {
    rung = Math.max(0, rung_below(STEP_DOWN * (ladder[rung] ?? 0)));
    best = await attempt(ladder[rung] ?? first);
  }
  while (best !== undefined) {
    const rate = ladder[(rung += 1)];
    // No way up again to what has failed before.
    const known = rate !== undefined && steps.some((step) => step.rate === rate && !holds(step));
    const step = rate === undefined || known ? undefined : await attempt(rate);
    if (step === undefined) break;
    best = step;
  }
  return { per_second: best?.rate ?? 0, step: best, steps };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Whether everybody heard every message once. */
export const whole = (steps: readonly TalkStep[]): boolean =>
  steps.every(({ missing, doubled }) => missing === 0 && doubled === 0);

export const losses = (steps: readonly TalkStep[]): string =>
  `${sum(steps.map(({ missing }) => missing))} missing, ${sum(steps.map(({ doubled }) => doubled))} doubled`;
