/** The first load of the page by somebody whose browser has never seen it: several visits, and their medians. */
import type { Chatelier } from "../../server/chatelier.ts";
import { BenchRoom } from "./room.ts";
import { kinds, type Transferred } from "./transfer.ts";
import { visit, type Place, type Visit } from "./visit.ts";

export interface Timing {
  /** 1: as fast as the machine is; 4: a processor four times slower. */
  cpu_throttling: number;
  visits: number;
  /** Medians, in milliseconds since navigation; `typed` from a key to its frame. */
  median: Omit<Visit, "transferred">;
}

export interface FirstLoad {
  what: string;
  /** Of one visit; every visit fetches the same files. */
  transferred: Transferred;
  timings: readonly Timing[];
}

const MESSAGES = 50;
const throttlings = [1, 4];

export async function measure_first_loads(server: Chatelier, visits: number): Promise<FirstLoad[]> {
  const room = await BenchRoom.open(server, "first load");
  try {
    await room.say(MESSAGES, 200);
    const { origin } = server;
    const field = 'input[autocomplete="username"]';
    const entrance: Place = {
      origin,
      path: "/sign-in",
      session: undefined,
      field,
      content: field,
      content_at_least: 1,
    };
    const conversation: Place = {
      origin,
      path: `/r/${room.id}`,
      session: room.reader.session,
      field: "[data-composer]",
      content: "article[data-key]",
      content_at_least: MESSAGES,
    };
    return [
      await first_load("the sign-in page", entrance, visits),
      await first_load(`a room with ${MESSAGES} messages, signed in`, conversation, visits),
    ];
  } finally {
    await room.close();
  }
}

async function first_load(what: string, place: Place, count: number): Promise<FirstLoad> {
  let transferred: Transferred | undefined;
  const timings: Timing[] = [];
  for (const cpu_throttling of throttlings) {
    const visits: Visit[] = [];
    for (let each = 0; each < count; each += 1) visits.push(await visit(place, cpu_throttling));
    for (const seen of visits) {
      transferred ??= seen.transferred;
      same_files(transferred, seen.transferred, what);
    }
    timings.push({ cpu_throttling, visits: count, median: medians(visits) });
  }
  if (transferred === undefined) throw new Error("no visit was asked for");
  return { what, transferred, timings };
}

/** Otherwise the bytes of one visit would say nothing about the others: a cache was warm, or a file came late. */
function same_files(a: Transferred, b: Transferred, what: string): void {
  for (const kind of kinds)
    if (a[kind].requests !== b[kind].requests)
      throw new Error(`two visits to ${what} fetched ${a[kind].requests} and ${b[kind].requests} of ${kind}`);
}

function medians(visits: readonly Visit[]): Timing["median"] {
  const of = (name: keyof Timing["median"]): number => median(visits.map((each) => each[name]));
  return {
    first_paint: of("first_paint"),
    largest_paint: of("largest_paint"),
    shown: of("shown"),
    interactive: of("interactive"),
    longest_task: of("longest_task"),
    typed: of("typed"),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
