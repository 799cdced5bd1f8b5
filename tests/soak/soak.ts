/** The whole of it, once: the load for its minutes, a look every 15 s, everybody's leaving, and what is left then. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { facts } from "../bench/machine.ts";
import type { Exit } from "../server/child.ts";
import { eventually, pause } from "../server/deadline.ts";
import { output_dir } from "../server/place.ts";
import { say } from "../under_fire/stage.ts";
import { open_descriptors } from "../under_fire/process.ts";
import { Pulse } from "./deeds.ts";
import type { Ledger } from "./ledger.ts";
import { columns } from "./columns.ts";
import { lasting_keys, Sampler, type Sample } from "./sample.ts";
import { read_server_log, type ServerLog } from "./server_log.ts";
import { compare_storage, type Stored } from "./storage.ts";
import { World } from "./world.ts";

const SAMPLE_EVERY_MS = 15_000;
/** The sockets that `fetch` keeps for its next question go after four seconds, half-done upgrades after ten. */
const QUIET_WITHIN_MS = 90_000;
const REST_MS = 6_000;
/** Of a connection to Postgres: the library's own, and its duplicate that the event loop waits on. */
const DESCRIPTORS_EACH = 2;

/** Of the server's own, by their names without the prefix. */
const metrics = [
  "connections",
  "hub_rooms",
  "outbox_bytes",
  "log_queue_events",
  "db_pool_queued",
  "slow_consumers_total",
  "hub_resyncs_total",
  "redis_commands_failed_total",
];

export interface Course {
  seed: number;
  minutes: number;
  machine: Record<string, string>;
  /** Before anybody came. */
  before: Sample;
  samples: Sample[];
  /** When all had left. */
  after?: Sample;
  deeds: Record<string, number>;
}

export interface Leaving {
  before: number;
  after: number;
  /** For connections to Postgres, which are opened when they are needed first and then kept. */
  granted: number;
}

export interface Findings {
  record: Course;
  ledger: Ledger;
  descriptors: Leaving;
  metrics_after: Record<string, number>;
  lasting_keys: string[];
  stored: Stored;
  exit: Exit;
  log: ServerLog;
}

export const record_path = join(output_dir, "soak.json");

async function watch(world: World, minutes: number, record: Course): Promise<void> {
  const sampler = new Sampler(world);
  const begun = performance.now();
  const looks = Math.round((minutes * 60_000) / SAMPLE_EVERY_MS);
  say(columns.map(({ head, width }) => head.padStart(width)).join("  "));
  for (let look = 1; look <= looks; look += 1) {
    await pause(begun + look * SAMPLE_EVERY_MS - performance.now());
    if (world.server.child.ended !== undefined)
      throw new Error(`the server ended:\n${world.server.child.output(20)}`);
    const sample = await sampler
      .take()
      .catch((error: unknown) => world.ledger.trouble(`a look: ${String(error)}`));
    if (sample === undefined) continue;
    record.samples.push(sample);
    record.deeds = Object.fromEntries(world.ledger.deeds);
    say(columns.map(({ of, width }) => of(sample).padStart(width)).join("  "));
    // Each time, so that a run that breaks off leaves what it has found.
    writeFileSync(record_path, JSON.stringify(record));
  }
}

/** Descriptors are read without a question to the server, whose connection would be one. */
async function quiet(world: World, at_most: number): Promise<void> {
  const { pid } = world.server.child;
  await eventually(
    () => (open_descriptors(pid) <= at_most ? true : undefined),
    QUIET_WITHIN_MS,
    "quiet",
  ).catch(() => say(`${open_descriptors(pid)} descriptors are still open`));
}

export async function play(seed: number, minutes: number): Promise<Findings> {
  const world = await World.open(seed);
  const { server, ledger } = world;
  try {
    await pause(REST_MS);
    const descriptors_before = open_descriptors(server.child.pid);
    const before = await new Sampler(world).take();
    const record: Course = { seed, minutes, machine: await facts(), before, samples: [], deeds: {} };
    await world.fill();
    const pulse = new Pulse(world);
    await watch(world, minutes, record);
    await pulse.stop();
    await eventually(
      () => (world.residents.some(({ waits }) => waits) ? undefined : true),
      30_000,
      "the last acknowledgements",
    ).catch((error: unknown) => ledger.trouble(String(error)));
    await Promise.all(world.residents.map((resident) => resident.go(true)));
    const kept = (record.samples.at(-1)?.postgres_connections ?? 0) - before.postgres_connections;
    const granted = DESCRIPTORS_EACH * kept;
    await quiet(world, descriptors_before + granted);
    const descriptors = { before: descriptors_before, after: open_descriptors(server.child.pid), granted };
    const after = await new Sampler(world).take();
    record.after = after;
    writeFileSync(record_path, JSON.stringify(record));
    const metrics_after: Record<string, number> = {};
    for (const name of metrics) metrics_after[name] = await server.metric(`chatelier_${name}`);
    const lasting = await lasting_keys(world.redis_url);
    const stored = await compare_storage(world.database_url, ledger);
    const exit = await server.stop();
    await pause(500);
    return {
      record,
      ledger,
      descriptors,
      metrics_after,
      lasting_keys: lasting,
      stored,
      exit,
      log: await read_server_log(),
    };
  } finally {
    if (server.child.ended === undefined) await server.kill();
  }
}
