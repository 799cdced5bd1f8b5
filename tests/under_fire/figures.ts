/** Numbers out of many: percentiles, and the comparison of two conditions that were measured in turn. */

export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error("nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Milliseconds with the digits that mean something. */
export const ms = (value: number): string => `${value.toFixed(1)} ms`;

export interface Comparison {
  calm: number;
  troubled: number;
}

export interface Conditions {
  /** Each answers the figure of one stretch, for example its p99. */
  calm: () => Promise<number>;
  troubled: () => Promise<number>;
  stretches: number;
  holds: (medians: Comparison) => boolean;
}

/**
 * Medians of stretches that alternate, so that whatever else the machine does meets both alike. A result that does
 * not hold is measured once more as long before it counts: on two cores a single stretch may meet the disk's
 * checkpoint or a neighbour, and a median of five still may. What is truly slower is slower then, too.
 */
export async function compare({ calm, troubled, stretches, holds }: Conditions): Promise<Comparison> {
  const found: { calm: number[]; troubled: number[] } = { calm: [], troubled: [] };
  const medians = (): Comparison => ({ calm: median(found.calm), troubled: median(found.troubled) });
  for (let series = 0; series < 2; series += 1) {
    for (let stretch = 0; stretch < stretches; stretch += 1) {
      found.calm.push(await calm());
      found.troubled.push(await troubled());
    }
    if (holds(medians())) break;
  }
  return medians();
}
