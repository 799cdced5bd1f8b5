/** Where processes spend their time: `perf record` for some seconds, and what it says of the stacks. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { new_folder } from "../../server/place.ts";

const run = promisify(execFile);
const TEXT_AT_MOST = 1 << 29;

export interface Recording {
  pids: readonly number[];
  seconds: number;
  /** Looks a second of processor time; an odd number keeps step with no timer. */
  frequency?: number;
}

/** One stack per look: frames from the innermost on, an empty line behind each. */
export async function stacks_of({ pids, seconds, frequency = 499 }: Recording): Promise<string> {
  const file = join(new_folder("perf"), "data");
  // The processor's counters are not to be had on every virtual machine; its clock is.
  const how = ["-q", "-e", "cpu-clock", "-F", String(frequency), "--call-graph", "dwarf,16384"];
  await run("perf", ["record", ...how, "-o", file, "-p", pids.join(","), "--", "sleep", String(seconds)]);
  const { stdout } = await run("perf", ["script", "-i", file, "-F", "ip,sym,dso", "--no-inline"], {
    maxBuffer: TEXT_AT_MOST,
  });
  return stdout;
}

/** The processes that serve the connections of one Postgres. */
export async function backends_of(postmaster: number): Promise<number[]> {
  const { stdout } = await run("pgrep", ["-P", String(postmaster)]);
  return stdout.trim().split("\n").map(Number);
}
