/** Numbers, sizes and how long ago something was, as the reader's language writes them. Pure. */
import { date_of, locale } from "./index.ts";

const whole = new Intl.NumberFormat(locale);
const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

export const number_of = (amount: number): string => whole.format(amount);

/** In steps of a thousand, as disks are sold. */
export function size_of(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < UNITS.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${value < 10 && step > 0 ? short.format(value) : whole.format(Math.round(value))} ${UNITS[step] ?? "B"}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "5 minutes ago", "yesterday", and the date when it is longer than a month. */
export function ago(at: string, now: number = Date.now()): string {
  const passed = Math.max(0, now - Date.parse(at));
  if (passed < MINUTE) return relative.format(0, "second");
  if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), "minute");
  if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), "hour");
  if (passed < 30 * DAY) return relative.format(-Math.floor(passed / DAY), "day");
  return date_of(at);
}
