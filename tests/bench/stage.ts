/**
 * Where a measurement takes place: its own Postgres and Redis beside the
 * generator on one core, the server under test on the other. A stage lasts one
 * measurement, so that none inherits the state of another.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Chatelier } from "../server/chatelier.ts";
import { product } from "../server/place.ts";
import { Postgres, sql } from "../server/postgres.ts";
import { Redis } from "../server/redis.ts";
import type { Peer } from "./peers/peer.ts";
import { provision, type Population } from "./provision.ts";

const run = promisify(execFile);

/** The cores that the server has, and that everything else has: `run.ts` pins itself to the latter. */
export const server_cores = process.env["BENCH_SERVER_CORES"] ?? "0";
export const other_cores = process.env["BENCH_OTHER_CORES"] ?? "1";

export interface Summary {
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

/** One step of `bench_load talk`; see tests/bench/load/talk.hpp. */
export interface TalkStep {
  rate: number;
  seconds: number;
  sent: number;
  acknowledged: number;
  refused: number;
  heard: number;
  /** Of the hearers of each message, added up. */
  missing: number;
  doubled: number;
  acknowledged_per_second: number;
  heard_per_second: number;
  acknowledgement_ms: Summary;
  delivery_ms: Summary;
  lateness_ms: Summary;
  lost_sockets: number;
  cpu_seconds: Record<string, number>;
}

/** Settings of Postgres that docs/operations.md advises; measured with them. */
export const postgres_settings = {
  shared_buffers: "1GB",
  max_wal_size: "4GB",
  min_wal_size: "1GB",
  wal_compression: "lz4",
  checkpoint_timeout: "15min",
};

export const load_program = (): string => join(dirname(product.server()), "bench_load");

/** Of the log of Postgres, 16 MB each; less than `min_wal_size`, which it keeps. */
const SEGMENTS = 60;

/** Runs the generator; its last line is the answer. */
export async function load<T>(...args: (string | number)[]): Promise<T> {
  if (!existsSync(load_program()))
    throw new Error(`${load_program()} does not exist; build bench_load first`);
  const { stdout } = await run(load_program(), args.map(String), { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as T;
}

export interface ServerChoice {
  flags?: readonly string[];
  cores?: string;
}

export class Stage {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly database_url: string;
  readonly servers: Chatelier[] = [];
  people = "";

  private constructor(postgres: Postgres, redis: Redis, database_url: string) {
    this.postgres = postgres;
    this.redis = redis;
    this.database_url = database_url;
  }

  /** `settings`: of Postgres, beside those above. */
  static async set(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
    const postgres = await Postgres.make();
    await postgres.start({ ...postgres_settings, ...settings });
    return new Stage(postgres, await Redis.start(), await postgres.new_database("bench"));
  }

  /**
   * As Postgres stands after some days: segments of its log that were used before wait to be used again. To make a new
   * one stops every commit for milliseconds, at times for 70.
   */
  async settle_in(): Promise<void> {
    await this.sql(
      `select count(pg_logical_emit_message(true, 'bench', 'x')), count(pg_switch_wal()) from generate_series(1, ${SEGMENTS})`,
    );
    await this.sql("checkpoint");
  }

  /** Servers that are ready, on a database with these people; nothing was analysed. */
  static async with(
    population: Population,
    choices: readonly ServerChoice[] = [{}],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Stage> {
    const stage = await Stage.set(settings);
    try {
      for (const choice of choices) await stage.serve(choice);
      stage.people = await provision(stage.database_url, population);
    } catch (error) {
      await stage.end();
      throw error;
    }
    return stage;
  }

  async serve({ flags = [], cores = server_cores }: ServerChoice = {}): Promise<Chatelier> {
    const server = await Chatelier.start({
      database_url: this.database_url,
      redis_url: this.redis.url,
      cores,
      flags: ["--log-level", "warning", ...(flags.includes("--shards") ? [] : ["--shards", "1"]), ...flags],
    });
    this.servers.push(server);
    return server;
  }

  get server(): Chatelier {
    const [server] = this.servers;
    if (server === undefined) throw new Error("nothing serves on this stage");
    return server;
  }

  /** Whose processor time is told, beside the server's. */
  services(): (string | number)[] {
    return ["--cpu", `postgres=${this.postgres.pid}`, "--cpu", `redis=${this.redis.pid}`];
  }

  /** Where to connect, and whose processor time is told. */
  targets(): (string | number)[] {
    const args = this.services();
    for (const server of this.servers)
      args.push("--port", server.port, "--cpu", `server=${server.child.pid}`);
    return args;
  }

  async talk(...args: (string | number)[]): Promise<TalkStep[]> {
    return load<TalkStep[]>("talk", "--people", this.people, ...this.targets(), ...args);
  }

  async connections<T>(...args: (string | number)[]): Promise<T> {
    return load<T>("connections", "--people", this.people, ...this.targets(), ...args);
  }

  /** The same for another server on this stage. */
  async talk_to(peer: Peer, speak: string, ...args: (string | number)[]): Promise<TalkStep[]> {
    const target = ["--speak", speak, "--port", peer.port, "--cpu", `server=${peer.pid}`];
    return load<TalkStep[]>("talk", ...target, ...this.services(), ...args);
  }

  /** Statistics of what was provisioned; the log is still empty, and to say so would mislead the planner later. */
  async analyse_people(): Promise<void> {
    await this.sql("analyze users, rooms, members, sessions");
  }

  sql(statements: string): Promise<string> {
    return sql(this.database_url, statements);
  }

  async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    await this.redis.kill();
    await this.postgres.stop();
  }
}

/** A stage for the time of `body`. */
export async function on_stage<T>(stage: Stage, body: (stage: Stage) => Promise<T>): Promise<T> {
  try {
    return await body(stage);
  } finally {
    await stage.end();
  }
}

/** Of processor time that one process has used, by all its threads. */
export function used_seconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name before it may hold spaces and brackets; a tick is 10 ms on every Linux.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
