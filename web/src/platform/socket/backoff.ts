/**
 * How long to wait before trying again: exponential, capped, full jitter, so
 * that many clients that lost one server do not come back at one moment. Pure.
 */
export interface Backoff {
  base_ms: number;
  cap_ms: number;
}

/** `random` is in [0, 1). The first attempt is number 0. */
export function backoff_ms(attempt: number, { base_ms, cap_ms }: Backoff, random: number): number {
  const ceiling = Math.min(cap_ms, base_ms * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling * (0.1 + 0.9 * random));
}
