/** What goes on beside a flood of sign-ins, which a process of its own makes: in this one it would hold up whoever measures. */
import { join } from "node:path";
import { Child } from "../server/child.ts";
import type { Credentials } from "../server/session.ts";

const FLOODING_WITHIN_MS = 20_000;
/** Each visitor waits for the last answer. */
const OVER_WITHIN_MS = 30_000;

/** The answers that the visitors had, and how often. */
export type Answers = Record<string, number>;

/** `visitors` sign in all the time, some as `known`, until `work` is done (login_flood.ts). */
export async function flooded<T>(
  origin: string,
  visitors: number,
  known: readonly Credentials[],
  work: () => Promise<T>,
): Promise<[T, Answers]> {
  const args = [join(import.meta.dirname, "login_flood.ts"), origin, JSON.stringify(known), String(visitors)];
  const flood = new Child({ name: "login-flood", program: process.execPath, args });
  try {
    await flood.line(/^flooding$/, FLOODING_WITHIN_MS);
    const result = await work();
    await flood.end("SIGTERM", OVER_WITHIN_MS);
    return [result, JSON.parse(flood.output(1)) as Answers];
  } finally {
    if (flood.ended === undefined) await flood.end("SIGKILL", OVER_WITHIN_MS);
  }
}
