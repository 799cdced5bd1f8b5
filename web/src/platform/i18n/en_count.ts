/** Amounts in English: the word that follows, and spans of time. */
export const count = (amount: number, one: string, many: string): string =>
  `${amount} ${amount === 1 ? one : many}`;

/** "45 seconds", "1 minute", "1 hour", "7 days"; the largest unit that says it exactly enough. */
export function span(seconds: number): string {
  if (seconds < 90) return count(Math.max(1, Math.round(seconds)), "second", "seconds");
  if (seconds < 90 * 60) return count(Math.round(seconds / 60), "minute", "minutes");
  if (seconds < 36 * 3600) return count(Math.round(seconds / 3600), "hour", "hours");
  return count(Math.round(seconds / 86_400), "day", "days");
}
