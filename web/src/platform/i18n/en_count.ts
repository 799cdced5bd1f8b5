/** Amounts in English: the word that follows, and spans of time. */
export const count = (amount: number, one: string, many: string): string =>
  `${amount} ${amount === 1 ? one : many}`;

const UNITS = [
  [86_400, "day", "days"],
  [3_600, "hour", "hours"],
  [60, "minute", "minutes"],
] as const;
/** What is shorter is told to the second. */
const SHORT = 180;

/** "45 seconds", "1 minute", "6 hours", "7 days": in the largest unit that says it, or says it about. */
export function span(seconds: number): string {
  for (const [length, one, many] of UNITS) {
    const whole = seconds >= length && seconds % length === 0;
    if (whole || seconds >= Math.max(SHORT, 2 * length))
      return count(Math.round(seconds / length), one, many);
  }
  return count(Math.max(1, Math.round(seconds)), "second", "seconds");
}
