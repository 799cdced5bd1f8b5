/** The process behind one page, weighed: what its scripts hold, what the document holds, what the kernel gave it. */
import { readFileSync } from "node:fs";
import type { CDPSession, Page } from "playwright-core";

export interface Weight {
  /** Bytes that scripts hold after a collection. */
  heap: number;
  /** Nodes of documents, those included that only scripts still hold. */
  nodes: number;
  listeners: number;
  /** Bytes in memory, the browser's own program included. */
  resident: number;
  /** …without what is read from files and shared with other processes. */
  own: number;
}

/** Long enough to stand out from what other renderers do meanwhile. */
const BUSY_MS = 400;

export class Renderer {
  readonly pid: number;
  readonly #wire: CDPSession;

  private constructor(pid: number, wire: CDPSession) {
    this.pid = pid;
    this.#wire = wire;
  }

  static async of(page: Page): Promise<Renderer> {
    const wire = await page.context().newCDPSession(page);
    await wire.send("Performance.enable");
    return new Renderer(await process_of(page), wire);
  }

  async weigh(): Promise<Weight> {
    // The second collection takes what the first one's finalizers let go.
    await this.#wire.send("HeapProfiler.collectGarbage");
    await this.#wire.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#wire.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await this.#wire.send("Memory.getDOMCounters");
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return {
      heap: usedSize,
      nodes,
      listeners: jsEventListeners,
      resident: kilobytes(status, "VmRSS") * 1_024,
      own: kilobytes(status, "RssAnon") * 1_024,
    };
  }

  /** Milliseconds in which the main thread worked: scripts, style, layout, paint. */
  async worked_ms(): Promise<number> {
    const { metrics } = await this.#wire.send("Performance.getMetrics");
    const worked = metrics.find(({ name }) => name === "TaskDuration");
    if (worked === undefined) throw new Error("the browser does not say how long its tasks took");
    return worked.value * 1_000;
  }
}

function kilobytes(status: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status);
  if (found === null) throw new Error(`no ${name} in the status of the process`);
  return Number(found[1]);
}

/** Chromium names no page's process: it is the renderer that works when the page is told to. */
async function process_of(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("a page without a browser");
  const wire = await browser.newBrowserCDPSession();
  const spent = async (): Promise<Map<number, number>> => {
    const { processInfo } = await wire.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    return new Map(renderers.map(({ id, cpuTime }) => [id, cpuTime]));
  };
  const before = await spent();
  await page.evaluate((ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }, BUSY_MS);
  const after = await spent();
  await wire.detach();
  const worked = [...after].map(([id, time]) => ({ id, time: time - (before.get(id) ?? 0) }));
  const [most] = worked.toSorted((a, b) => b.time - a.time);
  if (most === undefined || most.time < BUSY_MS / 2_000) throw new Error("no renderer worked for the page");
  return most.id;
}
