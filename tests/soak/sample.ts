/** One look at everything that must not grow: the server's process, its database sessions, its Redis. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sql } from "../server/postgres.ts";
import { percentile } from "../under_fire/figures.ts";
import {
  anonymous_kib,
  cpu_seconds,
  open_descriptors,
  resident_kib,
  threads_of,
} from "../under_fire/process.ts";
import type { World } from "./world.ts";

const run = promisify(execFile);

export interface Sample {
  /** Since the load began. */
  minute: number;
  messages: number;
  rss_mib: number;
  anonymous_mib: number;
  descriptors: number;
  threads: number;
  sockets: number;
  postgres_connections: number;
  /** Transactions of the server that have stood idle for longer than any of its own takes. */
  stuck_transactions: number;
  redis_connections: number;
  redis_mib: number;
  redis_keys: number;
  p99_ms: number;
  cpu_percent: number;
}

export async function ask_redis(url: string, ...words: string[]): Promise<string> {
  const where = url.startsWith("unix://") ? ["-s", url.slice(7)] : ["-u", url];
  return (await run("redis-cli", [...where, ...words])).stdout;
}

export async function lasting_keys(url: string): Promise<string[]> {
  const script =
    "local n = {} for _, k in ipairs(redis.call('keys', '*')) do if redis.call('ttl', k) == -1 then n[#n + 1] = k end end return n";
  return (await ask_redis(url, "EVAL", script, "0")).split("\n").filter((line) => line !== "");
}

function field(info: string, name: string): number {
  const found = new RegExp(`^${name}:(\\d+)`, "m").exec(info);
  if (found === null) throw new Error(`Redis does not say ${name}`);
  return Number(found[1]);
}

const sessions = `select count(*),
  count(*) filter (where state like 'idle in transaction%' and now() - state_change > interval '5 s')
  from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`;

export class Sampler {
  readonly #world: World;
  readonly #begun = performance.now();
  #cpu: number;
  #at = performance.now();

  constructor(world: World) {
    this.#world = world;
    this.#cpu = cpu_seconds(world.server.child.pid);
    world.ledger.take_latencies();
  }

  async take(): Promise<Sample> {
    const { server, ledger, redis_url, database_url } = this.#world;
    const { pid } = server.child;
    const [now, cpu] = [performance.now(), cpu_seconds(pid)];
    const cpu_percent = (100_000 * (cpu - this.#cpu)) / Math.max(1, now - this.#at);
    [this.#at, this.#cpu] = [now, cpu];
    const latencies = ledger.take_latencies();
    const info = await ask_redis(redis_url, "INFO");
    const keys = Number(await ask_redis(redis_url, "DBSIZE"));
    const [connections = "", stuck = ""] = (await sql(database_url, sessions)).split("|");
    return {
      minute: (now - this.#begun) / 60_000,
      messages: ledger.messages,
      rss_mib: resident_kib(pid) / 1_024,
      anonymous_mib: anonymous_kib(pid) / 1_024,
      descriptors: open_descriptors(pid),
      threads: threads_of(pid),
      sockets: await server.metric("chatelier_connections"),
      postgres_connections: Number(connections),
      stuck_transactions: Number(stuck),
      // Whoever asks is one of them.
      redis_connections: field(info, "connected_clients") - 1,
      redis_mib: field(info, "used_memory") / 2 ** 20,
      redis_keys: keys,
      p99_ms: latencies.length === 0 ? 0 : percentile(latencies, 0.99),
      cpu_percent,
    };
  }
}
