/**
 * One cold load in a browser context that has never seen the page: what it
 * fetched, when something was painted, when one could type, and how long a
 * typed character took to the screen. Times are milliseconds since navigation.
 */
import type { Page } from "playwright-core";
import { Person } from "../../e2e/person.ts";
import { patient } from "../../server/deadline.ts";
import type { Session } from "../../server/session.ts";
import { Transfer, type Transferred } from "./transfer.ts";

/** When a page counts as shown. */
export interface Shown {
  /** Where one types. */
  field: string;
  /** Its content is there when so many of these are. */
  content: string;
  content_at_least: number;
}

export interface Place extends Shown {
  origin: string;
  path: string;
  /** Signed in before the first request, or a stranger. */
  session: Session | undefined;
}

export interface Visit {
  transferred: Transferred;
  first_paint: number;
  largest_paint: number;
  /** The field and the content stand there. */
  shown: number;
  /** …and the last long task has ended. */
  interactive: number;
  /** Of the main thread until then: the longest task, or 0 when none took 50 ms. */
  longest_task: number;
  /** From the key to the frame that shows the character. */
  typed: number;
}

/** Kept by the page while it loads. */
interface Record {
  first_paint: number;
  largest_paint: number;
  shown: number;
  tasks: { begun: number; ended: number }[];
  typed: number;
}

declare global {
  var bench_record: Record;
}

/** So long without a long task, and it was the last. */
const QUIET_MS = 1_000;
const LOADED_WITHIN_MS = 60_000;

export async function visit(place: Place, cpu_throttling: number): Promise<Visit> {
  const person = await Person.sit_down("reader", place.origin);
  try {
    const { page } = person;
    await take_session(page, place);
    const wire = await page.context().newCDPSession(page);
    const transfer = await Transfer.on(wire);
    await wire.send("Emulation.setCPUThrottlingRate", { rate: cpu_throttling });
    const { field, content, content_at_least } = place;
    await page.addInitScript(keep_record, { field, content, content_at_least });
    await page.goto(place.path, { waitUntil: "commit" });
    await page.waitForFunction(is_quiet, QUIET_MS, { polling: 100, timeout: patient(LOADED_WITHIN_MS) });
    await page.waitForLoadState("networkidle");
    const seen = await page.evaluate(() => globalThis.bench_record);
    const typed = await type_one(page, field);
    person.watch.check();
    const { first_paint, largest_paint, shown, tasks } = seen;
    return {
      transferred: transfer.taken(),
      first_paint,
      largest_paint,
      shown,
      interactive: Math.max(shown, ...tasks.map(({ ended }) => ended)),
      longest_task: Math.max(0, ...tasks.map(({ begun, ended }) => ended - begun)),
      typed,
    };
  } finally {
    await person.get_up();
  }
}

/** As if signed in long ago, on a device that has forgotten everything else. */
export async function take_session(
  page: Page,
  { origin, session }: Pick<Place, "origin" | "session">,
): Promise<void> {
  if (session === undefined) return;
  const [name = "", value = ""] = session.cookie?.split("=") ?? [];
  await page.context().addCookies([{ name, value, url: origin, httpOnly: true, sameSite: "Lax" }]);
}

/** Runs in the page before its first script. */
function keep_record({ field, content, content_at_least }: Shown): void {
  const record: Record = { first_paint: 0, largest_paint: 0, shown: 0, tasks: [], typed: 0 };
  globalThis.bench_record = record;
  const observer = new PerformanceObserver((list) => {
    for (const { entryType, name, startTime, duration } of list.getEntries()) {
      if (name === "first-contentful-paint") record.first_paint = startTime;
      if (entryType === "largest-contentful-paint") record.largest_paint = startTime;
      if (entryType === "longtask") record.tasks.push({ begun: startTime, ended: startTime + duration });
    }
  });
  for (const type of ["paint", "largest-contentful-paint", "longtask"])
    observer.observe({ type, buffered: true });
  const watcher = new MutationObserver(() => {
    if (document.querySelector(field) === null) return;
    if (document.querySelectorAll(content).length < content_at_least) return;
    record.shown = performance.now();
    watcher.disconnect();
  });
  watcher.observe(document, { childList: true, subtree: true });
}

/** Asked in the page: has all been shown, and nothing kept the main thread for so long? */
function is_quiet(ms: number): boolean {
  const { shown, first_paint, tasks } = globalThis.bench_record;
  if (shown === 0 || first_paint === 0) return false;
  return performance.now() - Math.max(shown, tasks.at(-1)?.ended ?? 0) > ms;
}

/** Types a character into the field and returns the time from the key to the frame that shows it. */
export async function type_one(page: Page, field: string): Promise<number> {
  await page.locator(field).focus();
  await page.evaluate((selector) => {
    const element = document.querySelector<HTMLInputElement>(selector);
    element?.addEventListener(
      "keydown",
      (key) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          // The frame has been drawn when the next task runs.
          port1.addEventListener("message", () => {
            if (element.value.endsWith("x"))
              globalThis.bench_record.typed = performance.now() - key.timeStamp;
          });
          port1.start();
          port2.postMessage(undefined);
        });
      },
      { once: true },
    );
  }, field);
  await page.keyboard.press("x");
  const typed = await page.waitForFunction(() => globalThis.bench_record.typed || undefined);
  return (await typed.jsonValue()) ?? 0;
}
