/**
 * What a measurement is to the run: something done once in a round, and rows made of what its rounds found. Also the
 * few ways in which figures are told. Pure.
 */

export interface Round {
  /** From 1. */
  number: number;
  /** Short windows: to see that everything runs, not to compare. */
  quick: boolean;
  /** Seconds of load before, and in, a measured window. */
  warm_up: number;
  seconds: number;
}

export interface Row {
  what: string;
  figures: string;
  must?: string;
  met?: boolean;
}

export interface Measure<T = unknown> {
  name: string;
  title: string;
  /** `first`: it costs too much time to be repeated. */
  rounds: "every" | "first";
  once: (round: Round) => Promise<T>;
  /** Of one result per round; never called with none. */
  rows: (results: readonly T[]) => Row[];
  /** Lines of Markdown below the rows. */
  more?: (results: readonly T[]) => string[];
}

/** Results go through JSON between `once` and `rows`, where their type is lost. */
export function measure<T>({ rows, more, ...rest }: Measure<T>): Measure {
  return {
    ...rest,
    rows: (results) => rows(results as readonly T[]),
    ...(more === undefined ? {} : { more: (results) => more(results as readonly T[]) }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = Number.NaN, above = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Three digits that count. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** The median of the rounds, and between what they lie. */
export function told(values: readonly number[], unit: string): string {
  const all = `**${digits(median(values))}** ${unit}`;
  if (values.length < 2) return all;
  return `${all} (${digits(Math.min(...values))}–${digits(Math.max(...values))})`;
}

export const windows = ({ warm_up, seconds }: Round): (string | number)[] => [
  "--warm-up",
  warm_up,
  "--seconds",
  seconds,
];
