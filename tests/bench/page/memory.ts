/**
 * What an open room weighs in the browser while it is talked in for an hour:
 * the hour's messages, sent faster, with the page weighed in between, each time
 * after it has shown all that was said.
 */
import type { Page } from "playwright-core";
import { Person } from "../../e2e/person.ts";
import type { Chatelier } from "../../server/chatelier.ts";
import { patient } from "../../server/deadline.ts";
import { Renderer, type Weight } from "./renderer.ts";
import { BenchRoom } from "./room.ts";
import { take_session } from "./visit.ts";

export interface MemoryOptions {
  messages: number;
  /** In which they are sent; 60 is the hour as it is. */
  minutes: number;
}

export interface Sample extends Weight {
  /** Said since the beginning, and of these (and those before) in the document. */
  messages: number;
  held: number;
  seconds: number;
}

export interface Memory {
  /** What was asked for. */
  messages: number;
  minutes: number;
  /** What it took with the weighing. */
  seconds: number;
  samples: readonly Sample[];
  /** Messages that came over the socket one by one, not by reading the room anew. */
  live: number;
  /** Bytes of the heap per message, from where the window of messages is full. */
  heap_slope: number;
  own_slope: number;
  /** Of the main thread for one message, while the window was full. */
  worked_ms: number;
}

const BEFORE = 50;
const SAMPLES = 9;
/** The page keeps its last few hundred messages; the first thousands also warm its code. */
const FULL_AFTER = 3_000;
/** A page that lets go of nothing for so many messages is weighed all the same. */
const LETS_GO_WITHIN = 600;
const A_FEW = 10;
const SHOWN_WITHIN_MS = 60_000;

export async function measure_memory(server: Chatelier, options: MemoryOptions): Promise<Memory> {
  const room = await BenchRoom.open(server, "memory");
  const reader = await Person.sit_down("reader", server.origin);
  try {
    const last = await room.say(BEFORE, 200);
    const { page } = reader;
    const live = count_live(page);
    await take_session(page, { origin: server.origin, session: room.reader.session });
    await page.goto(`/r/${room.id}`);
    await shows(page, last);
    const { samples, worked_ms } = await talk_and_weigh(room, page, options);
    reader.watch.check();
    const full = samples.filter(({ messages }) => messages >= Math.min(FULL_AFTER, options.messages / 4));
    return {
      ...options,
      seconds: samples.at(-1)?.seconds ?? 0,
      samples,
      live: live(),
      heap_slope: slope(full.map(({ messages, heap }) => [messages, heap])),
      own_slope: slope(full.map(({ messages, own }) => [messages, own])),
      worked_ms,
    };
  } finally {
    await reader.get_up();
    await room.close();
  }
}

async function talk_and_weigh(
  room: BenchRoom,
  page: Page,
  options: MemoryOptions,
): Promise<{ samples: Sample[]; worked_ms: number }> {
  const renderer = await Renderer.of(page);
  const begun = performance.now();
  const per_second = options.messages / (options.minutes * 60);
  const samples: Sample[] = [];
  let said = 0;
  let held = BEFORE;
  const say = async (count: number): Promise<void> => {
    held = await shows(page, await room.say(count, per_second));
    said += count;
  };
  const weigh = async (): Promise<void> => {
    const seconds = (performance.now() - begun) / 1_000;
    samples.push({ messages: said, held, seconds, ...(await renderer.weigh()) });
  };
  // The page fills its window and then lets go of many at once; weighed just
  // after that, two samples differ by what was kept and not by how full it was.
  const until_let_go = async (): Promise<void> => {
    for (let more = 0; more < LETS_GO_WITHIN; more += A_FEW) {
      const before = held;
      await say(A_FEW);
      if (held < before) return;
    }
  };
  await weigh();
  let worked = 0;
  let worked_on = 0;
  for (let step = 1; step <= SAMPLES; step += 1) {
    const [said_before, worked_before] = [said, await renderer.worked_ms()];
    await say(Math.max(1, Math.round((options.messages * step) / SAMPLES) - said));
    await until_let_go();
    // In the first step the window fills.
    if (step > 1) {
      worked += (await renderer.worked_ms()) - worked_before;
      worked_on += said - said_before;
    }
    await weigh();
  }
  return { samples, worked_ms: worked / worked_on };
}

/** Waits for this message in the document. How many are there then. */
async function shows(page: Page, seq: number): Promise<number> {
  const held = await page.waitForFunction(
    (wanted) =>
      document.querySelector(`article[data-seq="${wanted}"]`) === null
        ? undefined
        : document.querySelectorAll("article[data-key]").length,
    seq,
    { timeout: patient(SHOWN_WITHIN_MS) },
  );
  const count = await held.jsonValue();
  await held.dispose();
  return count ?? 0;
}

function count_live(page: Page): () => number {
  let live = 0;
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      if (payload.includes('"type":"message.created"')) live += 1;
    });
  });
  return () => live;
}

/** Of the straight line with the least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, value]) => value)];
  const both = mean(([at, value]) => (at - x) * (value - y));
  return both / mean(([at]) => (at - x) ** 2);
}
