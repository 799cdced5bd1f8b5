/** The Postgres backend that serves a writer of the log, stopped in the middle of what it does. */
import { readFileSync } from "node:fs";
import { eventually } from "../server/deadline.ts";
import { sql } from "../server/postgres.ts";
import type { Stage } from "./stage.ts";

const FOUND_WITHIN_MS = 5_000;
const MET_WITHIN_MS = 1_500;

/** Only a writer holds the lock of a room. */
const HOLDERS = "select distinct pid from pg_locks where locktype = 'advisory' and granted";

/** What a backend does, by the name that it gives itself: `postgres: user database [local] COMMIT`. */
function doing(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

export interface Stopped {
  /** The statement in which it was met, or `idle`. */
  within: string;
  go_on: () => void;
}

/** Stops it within the chosen statement, where that can be met. */
export async function stop_writers_backend(stage: Stage, random: () => number): Promise<Stopped> {
  const moment = random() < 0.5 ? /COMMIT$/ : random() < 0.6 ? /INSERT$/ : /./;
  const pid = await eventually(
    async () => {
      const pids = (await sql(stage.database_url, HOLDERS)).split("\n").filter((text) => text !== "");
      return pids.length === 0 ? undefined : Number(pids[Math.floor(random() * pids.length)]);
    },
    FOUND_WITHIN_MS,
    "a writer to hold a room",
  );
  const go_on = (): void => {
    try {
      process.kill(pid, "SIGCONT");
    } catch {
      // Its server has been ended meanwhile.
    }
  };
  const until = Date.now() + MET_WITHIN_MS;
  for (let spin = 0; Date.now() < until; spin += 1) {
    // The people of this process have to go on talking, or it would never be met.
    if (spin % 20 === 0)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    if (!moment.test(doing(pid))) continue;
    process.kill(pid, "SIGSTOP");
    const now = doing(pid);
    if (moment.test(now)) return { within: now.replace(/^.*\] /, ""), go_on };
    go_on();
  }
  process.kill(pid, "SIGSTOP");
  return { within: doing(pid).replace(/^.*\] /, ""), go_on };
}
