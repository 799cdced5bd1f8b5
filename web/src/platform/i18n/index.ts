/** The words in use, and dates and numbers as the reader's language writes them. */
import { en, type Catalogue } from "./en.ts";

/** Another language is another file of the same shape, chosen here. */
export const t: Catalogue = en;

/** The reader's own variety of the language in use. */
const spoken = typeof navigator === "undefined" ? [] : navigator.languages;
export const locale: string = spoken.find((tag) => tag.startsWith("en")) ?? "en-GB";

/** Words for a code of the contract, or for one that a newer server may send. */
export function error_text(code: string): string {
  const words: Record<string, string> = t.errors;
  return words[code] ?? t.errors.internal;
}

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const day_and_year = new Intl.DateTimeFormat(locale, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
const day_and_time = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
const short_moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

export const time_of = (at: string): string => clock.format(new Date(at));
export const date_of = (at: string): string => date.format(new Date(at));
export const moment_of = (at: string): string => day_and_time.format(new Date(at));
export const short_moment_of = (at: string): string => short_moment.format(new Date(at));

/** "Today", "yesterday", then the weekday with its date. */
export function day_of(at: string, now: Date = new Date()): string {
  const then = new Date(at);
  const days = Math.round((start_of_day(then) - start_of_day(now)) / 86_400_000);
  if (days === 0 || days === -1) return capital(relative.format(days, "day"));
  return then.getFullYear() === now.getFullYear() ? day.format(then) : day_and_year.format(then);
}

function start_of_day(moment: Date): number {
  return Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
