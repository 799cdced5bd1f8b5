/**
 * The bench of the page in real Chromium: what the first load fetches, how soon
 * one can type, and what an open room weighs after an hour of talk. By hand:
 * `node tests/bench/page.ts [load] [memory] [minutes=N] [visits=N] [messages=N]`, beside a
 * Postgres, a Redis and a server of its own.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { close_browser } from "../e2e/chromium.ts";
import { Chatelier } from "../server/chatelier.ts";
import { output_dir } from "../server/place.ts";
import { services } from "../server/services.ts";
import { measure_first_loads, type FirstLoad } from "./page/first_load.ts";
import { measure_memory, type Memory } from "./page/memory.ts";
import { first_load_rows, memory_rows } from "./page/rows.ts";

export interface PageOptions {
  parts: readonly ("load" | "memory")[];
  /** Cold loads of each place at each speed of the processor. */
  visits: number;
  /** An hour at five a second. */
  messages: number;
  /** In which the messages are sent; 60 is the hour as it is. */
  minutes: number;
}

export interface PageFigures {
  first_loads: readonly FirstLoad[];
  memory: Memory | undefined;
}

export const page_defaults: PageOptions = {
  parts: ["load", "memory"],
  visits: 5,
  messages: 18_000,
  minutes: 2,
};

/** Leaves nothing running but the server. */
export async function measure_page(
  server: Chatelier,
  options: Partial<PageOptions> = {},
): Promise<PageFigures> {
  const { parts, visits, ...talk } = { ...page_defaults, ...options };
  try {
    const first_loads = parts.includes("load") ? await measure_first_loads(server, visits) : [];
    // A browser that has not been anywhere yet.
    await close_browser();
    const memory = parts.includes("memory") ? await measure_memory(server, talk) : undefined;
    return { first_loads, memory };
  } finally {
    await close_browser();
  }
}

export function page_rows({ first_loads, memory }: PageFigures): string[] {
  const loads = first_loads.length === 0 ? [] : first_load_rows(first_loads);
  const weights = memory === undefined ? [] : memory_rows(memory);
  return loads.length > 0 && weights.length > 0 ? [...loads, "", ...weights] : [...loads, ...weights];
}

function options_of(words: readonly string[]): Partial<PageOptions> {
  const parts = page_defaults.parts.filter((part) => words.includes(part));
  const numbers = words.flatMap((word): [string, number][] => {
    const found = /^(minutes|visits|messages)=([\d.]+)$/.exec(word);
    return found?.[1] === undefined ? [] : [[found[1], Number(found[2])]];
  });
  return { ...(parts.length === 0 ? {} : { parts }), ...Object.fromEntries(numbers) };
}

async function alone(): Promise<void> {
  const { new_database, redis_url } = await services();
  const flags = ["--log-level", "warning"];
  const server = await Chatelier.start({ database_url: await new_database(), redis_url, flags });
  const figures = await measure_page(server, options_of(process.argv.slice(2)));
  writeFileSync(join(output_dir, "bench-page.json"), JSON.stringify(figures, null, 1));
  console.log(page_rows(figures).join("\n"));
  const { code, signal } = await server.stop();
  process.exit(code === 0 && signal === null ? 0 : 1);
}

if (process.argv[1] === import.meta.filename) await alone();
