/** What else the machine did while something was measured, as the kernel counts it: reason enough to measure again. */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { digits, median } from "./measure.ts";

/** Since the machine began. */
interface Counters {
  /** Processor time that the host gave to others while this machine wanted it; ticks of 10 ms, proc(5). */
  stolen: number;
  /** Pages that had to be read from disk before a program could go on. */
  major_faults: number;
  at_ms: number;
}

export interface Disturbance {
  /** Percent of all cores. */
  stolen: number;
  major_faults: number;
}

const TICK_MS = 10;
/** In the first line of /proc/stat: after its name user, nice, system, idle, iowait, irq, softirq. */
const STEAL = 8;
/** Percent. A quiet host takes some tenths; a busy one took 20 for half a minute, and every delay told of it. */
export const STOLEN_AT_MOST = 2;

function counters(): Counters {
  const stolen = Number(readFileSync("/proc/stat", "utf8").split("\n")[0]?.split(/\s+/)[STEAL]);
  const faults = /^pgmajfault (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1];
  return { stolen, major_faults: Number(faults), at_ms: performance.now() };
}

/** The answer tells what happened between the two calls. */
export function watch(): () => Disturbance {
  const before = counters();
  return () => {
    const after = counters();
    const ticks = (cpus().length * (after.at_ms - before.at_ms)) / TICK_MS;
    return {
      stolen: (100 * (after.stolen - before.stolen)) / ticks,
      major_faults: after.major_faults - before.major_faults,
    };
  };
}

/** For the table, over all that was measured. */
export function told_of(disturbances: readonly Disturbance[], again: number): string {
  const stolen = disturbances.map((each) => each.stolen);
  const faults = disturbances.reduce((sum, each) => sum + each.major_faults, 0);
  return (
    `took ${digits(median(stolen))} % of the cores (at worst ${digits(Math.max(...stolen))} %); ` +
    `${faults.toLocaleString("en")} pages read back from disk; ${again} measurements taken again`
  );
}
