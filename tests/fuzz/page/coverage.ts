/**
 * What one run reached, told by V8: its counters of blocks, which start anew with every reading. Knows the thread's
 * inspector, must be made before the code that it watches is loaded, and never touches that code.
 */
import { Session, type Profiler } from "node:inspector";
import { basename } from "node:path";

export interface Reading {
  /** Which block ran about how often: a run with a trait that no run before had has learned something. */
  traits: string[];
  /** How often blocks ran, all together: the work of this run, the same on every machine. */
  steps: number;
}

/** Only whether the block ran. */
export const without_count = (trait: string): string => trait.replace(/:[1-9]$/, "");

/** The page's code and its libraries: neither Node's own nor ours here. */
const is_watched = (url: string): boolean => url.startsWith("file:") && !url.includes("/tests/fuzz/");

export class Coverage {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  take(): Reading {
    // A session of one's own thread answers before it returns.
    let scripts: Profiler.ScriptCoverage[] = [];
    this.#session.post("Profiler.takePreciseCoverage", (error, answer) => {
      if (error !== null) throw error;
      scripts = answer.result;
    });
    const reading: Reading = { traits: [], steps: 0 };
    for (const { url, functions } of scripts.filter((script) => is_watched(script.url)))
      for (const { ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges) {
          // 0, 1, 2–3, 4–7 and so on up to 128: finer differences are no news.
          const about = Math.min(Math.floor(Math.log2(count) + 1), 8);
          reading.traits.push(`${basename(url)}:${startOffset}-${endOffset}:${Math.max(about, 0)}`);
          reading.steps += count;
        }
    return reading;
  }
}
