/** The Postgres backend that serves a writer of the log, stopped in the middle of what it does. */
import { readFileSync } from "node:fs";
import { eventually } from "../server/deadline.ts";
import { sql } from "../server/postgres.ts";
import type { Stage } from "./stage.ts";

const FOUND_WITHIN_MS = 5_000;
const MET_WITHIN_MS = 1_500;
/** A room's writer may have another connection by now, or have nothing to do. */
const LOOKS = 4;

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

/** What a writer's backend does when it is stopped. Only in the middle of COMMIT nobody knows what will stand. */
export const moments = { commit: /COMMIT$/, insert: /INSERT$/, any: /./ } as const;

/** Stops it at this moment, or, where that is not met, at any. */
export async function stop_writers_backend(
  stage: Stage,
  random: () => number,
  moment: RegExp,
): Promise<Stopped> {
  let pid = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    pid = await find_writer(stage, random);
    if (await meet(pid, moment)) return stopped(pid);
  }
  process.kill(pid, "SIGSTOP");
  return stopped(pid);
}

function find_writer(stage: Stage, random: () => number): Promise<number> {
  return eventually(
    async () => {
      const pids = (await sql(stage.database_url, HOLDERS)).split("\n").filter((text) => text !== "");
      return pids.length === 0 ? undefined : Number(pids[Math.floor(random() * pids.length)]);
    },
    FOUND_WITHIN_MS,
    "a writer to hold a room",
  );
}

/** Stopped, if it was. */
async function meet(pid: number, moment: RegExp): Promise<boolean> {
  const until = Date.now() + MET_WITHIN_MS;
  for (let spin = 0; Date.now() < until; spin += 1) {
    // The people of this process have to go on talking, or it would never be met.
    if (spin % 20 === 0)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    const now = doing(pid);
    if (now === "") return false;
    if (!moment.test(now)) continue;
    process.kill(pid, "SIGSTOP");
    if (moment.test(doing(pid))) return true;
    process.kill(pid, "SIGCONT");
  }
  return false;
}

function stopped(pid: number): Stopped {
  return {
    within: doing(pid).replace(/^.*\] /, ""),
    go_on() {
      try {
        process.kill(pid, "SIGCONT");
      } catch {
        // Its server has been ended meanwhile.
      }
    },
  };
}
