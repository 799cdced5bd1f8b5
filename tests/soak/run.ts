/**
 * An hour of everything at once against one real server, to see what grows:
 * `npm run soak`, MINUTES=60, SEED=n repeats the choices. TEST_SERVER says
 * which server, best the released one. The figures lie in soak.json in
 * TEST_OUTPUT_DIR; `node tests/soak/report.ts FILE` puts them into the document.
 */
import assert from "node:assert/strict";
import { run_suite, type Test } from "../server/suite.ts";
import { median } from "../under_fire/figures.ts";
import { say } from "../under_fire/stage.ts";
import { deeds } from "./deeds.ts";
import type { Sample } from "./sample.ts";
import { play, record_path, type Findings } from "./soak.ts";
import { growth, part } from "./trend.ts";

const minutes = Number(process.env["MINUTES"] ?? 60);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

let played: Promise<Findings> | undefined;

function the_soak(): Promise<Findings> {
  played ??= play(seed, minutes);
  return played;
}

type Figure = (sample: Sample) => number;

/** Allocators and Redis hold back some of what is given back; what leaks with each message or socket is more in an hour. */
const SHARE_AT_MOST = 0.1;
const MIB_AT_MOST = 8;

async function memory_is_level(what: string, of: Figure): Promise<void> {
  const { samples } = (await the_soak()).record;
  const middle = median(samples.map(of));
  const bound = Math.max(SHARE_AT_MOST * middle, MIB_AT_MOST);
  const grown = growth(samples.map((sample) => ({ x: sample.minute, y: of(sample) })));
  say(
    `${what}: ${grown.toFixed(2)} MiB over the run by its last three quarters, median ${middle.toFixed(1)}; at most ${bound.toFixed(1)}`,
  );
  assert.ok(grown <= bound, `${what} grows`);
}

/** `slack`: what comes and goes by chance. */
async function count_is_level(what: string, of: Figure, slack: number): Promise<void> {
  const { samples } = (await the_soak()).record;
  const early = Math.max(...part(samples, 0.25, 0.5).map(of));
  const late = Math.max(...part(samples, 0.75, 1).map(of));
  const grown = growth(samples.map((sample) => ({ x: sample.minute, y: of(sample) })));
  say(
    `${what}: at most ${early} in the second quarter, ${late} in the last; the line rises by ${grown.toFixed(2)}`,
  );
  assert.ok(late <= early + slack, `${what}: ${late} after ${early}`);
  assert.ok(grown <= slack, `${what} grow`);
}

/** Room tails in Redis: so many events of each room, the last hundred entries being trimmed when they are a node's. */
const TAIL_EVENTS = 1_024 + 100;
/** Of one event of this load in a tail, with what Redis needs around it. */
const TAIL_EVENT_KIB = 1;
/** At two messages a second in each room, and a quarter of the run is allowed for it. */
const MINUTES_TO_FILL_TAILS = 8;

async function redis_is_level(): Promise<void> {
  const { ledger, record } = await the_soak();
  const bound = record.before.redis_mib + (ledger.acknowledged.size * TAIL_EVENTS * TAIL_EVENT_KIB) / 1_024;
  const most = Math.max(...record.samples.map(({ redis_mib }) => redis_mib));
  say(
    `${most.toFixed(1)} MiB at most; the tails of ${ledger.acknowledged.size} rooms may take it to ${bound.toFixed(1)}`,
  );
  assert.ok(most <= bound, "more than full tails take");
  if (minutes / 4 >= MINUTES_TO_FILL_TAILS) await memory_is_level("Redis", ({ redis_mib }) => redis_mib);
  else say("SKIPPED the line through it: in so short a run the tails are still being filled");
}

const must_be_zero = [
  "connections",
  "hub_rooms",
  "outbox_bytes",
  "log_queue_events",
  "db_pool_queued",
] as const;

const none = (what: string, found: readonly string[]): void =>
  assert.equal(found.length, 0, `${found.length} ${what}:\n${found.slice(0, 10).join("\n")}`);

const tests: readonly Test[] = [
  {
    name: `${minutes} minutes of mixed load pass without anything unexpected, each event heard once and in turn`,
    async run() {
      say(`MINUTES=${minutes} SEED=${seed}; the figures: ${record_path}`);
      const { ledger } = await the_soak();
      for (const [deed, count] of ledger.deeds) say(`${String(count).padStart(8)} ${deed}`);
      say(`${String(ledger.heard).padStart(8)} events heard`);
      assert.equal(ledger.trouble_count, 0, [...new Set(ledger.troubles)].slice(0, 20).join("\n"));
    },
  },
  {
    name: "every kind of deed was done",
    async run() {
      const { ledger } = await the_soak();
      none(
        "were never done",
        deeds.flatMap(({ name }) => (ledger.deeds.has(name) ? [] : [name])),
      );
    },
  },
  { name: "the server's memory is level", run: () => memory_is_level("RSS", ({ rss_mib }) => rss_mib) },
  {
    name: "the server's descriptors are level",
    run: () => count_is_level("descriptors", ({ descriptors }) => descriptors, 24),
  },
  {
    name: "the server's threads are level",
    run: () => count_is_level("threads", ({ threads }) => threads, 0),
  },
  {
    name: "connections to Postgres are level",
    run: () => count_is_level("connections", ({ postgres_connections }) => postgres_connections, 1),
  },
  {
    name: "no transaction is left open",
    async run() {
      const { samples } = (await the_soak()).record;
      assert.equal(Math.max(...samples.map(({ stuck_transactions }) => stuck_transactions)), 0);
    },
  },
  {
    name: "connections to Redis are level",
    run: () => count_is_level("connections", ({ redis_connections }) => redis_connections, 0),
  },
  {
    name: "the memory of Redis is no more than full room tails, and level when they are full",
    run: redis_is_level,
  },
  {
    name: "the keys in Redis are level, and each of them expires",
    async run() {
      none("keys never expire", (await the_soak()).lasting_keys);
      await count_is_level("keys", ({ redis_keys }) => redis_keys, 64);
    },
  },
  {
    name: "when everybody has left, descriptors are what they were and no socket is counted",
    async run() {
      const { descriptors, metrics_after, record } = await the_soak();
      const { before, after, granted } = descriptors;
      say(`${before} descriptors before, ${after} after, of them ${granted} of new connections to Postgres`);
      say(`${record.before.rss_mib.toFixed(1)} MiB before, ${record.after?.rss_mib.toFixed(1)} after`);
      say(JSON.stringify(metrics_after));
      assert.ok(after <= before + granted);
      for (const name of must_be_zero) assert.equal(metrics_after[name], 0, name);
    },
  },
  {
    name: "every acknowledged message stands in the database once, at its seq, and nothing that nobody said [P1 P4]",
    async run() {
      const { stored, ledger } = await the_soak();
      say(
        `${stored.rows} rows, ${ledger.messages} acknowledged, ${ledger.undecided.size} sent on connections that ended first`,
      );
      none("are lost", stored.lost);
      none("stand twice", stored.twice);
      none("stand elsewhere", stored.elsewhere);
      none("were never said", stored.unknown);
    },
  },
  {
    name: "the server's log has no error, and the server ends in order",
    async run() {
      const { log, exit } = await the_soak();
      say(`${log.lines} lines; warnings: ${JSON.stringify(log.warnings)}`);
      none("errors", log.errors);
      assert.deepEqual(exit, { code: 0, signal: null });
    },
  },
];

await run_suite(tests);
