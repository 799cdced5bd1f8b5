/** Whether two samples of times could be of one kind. Pure. */

export function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The normal distribution beyond z, both sides; right to six digits (Abramowitz and Stegun, 7.1.26). */
function both_tails(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return series.reduce((sum, factor) => (sum + factor) * t, 0) * Math.exp(-x * x);
}

/** The p of the Mann-Whitney test: how likely so unequal an order is, were both of one kind. */
export function mann_whitney(a: readonly number[], b: readonly number[]): number {
  let greater = 0;
  for (const x of a) for (const y of b) greater += x > y ? 1 : x === y ? 0.5 : 0;
  const pairs = a.length * b.length;
  const deviation = Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  return both_tails((greater - pairs / 2) / deviation);
}
