/** Everything that can go wrong in a round; each fault ends with the product whole again. */
import { pause } from "../server/deadline.ts";
import { moments, stop_writers_backend } from "./backend.ts";
import type { Need, Stage } from "./stage.ts";

export interface Fault {
  needs?: Need;
  /** Faults with which it may not share a round, because what they need together does not exist. */
  alone?: true;
  play: (stage: Stage, random: () => number) => Promise<void>;
}

const HOUR_S = 3_600;
/** Longer than the cached offset of the faked clock lives. */
const CLOCK_NOTICED_MS = 1_200;
/** Longer than a send waits for Postgres, so that hanging until its return shows. */
const PATIENCE_ENDS_MS = 6_000;
/** Longer than a send may take to learn that Postgres says nothing. */
const SILENCE_ENDS_MS = 9_000;
/** What Postgres said just before it was stopped has been passed on. */
const SETTLED_MS = 50;
const FILLED_AGAIN_EVERY_MS = 40;

function between(random: () => number, least: number, most: number): number {
  return least + (most - least) * random();
}

function node_of(random: () => number): number {
  return random() < 0.5 ? 0 : 1;
}

async function stop_backend(stage: Stage, random: () => number, moment: RegExp): Promise<void> {
  let within = "";
  const trouble = await stage.trouble("SIGSTOP of a writer's backend", undefined, async () => {
    const stopped = await stop_writers_backend(stage, random, moment);
    within = stopped.within;
    await pause(between(random, 1_000, 6_000));
    stopped.go_on();
  });
  trouble.name += ` in ${within}`;
  trouble.within = within;
}

export const faults = {
  kill_server: {
    async play(stage, random) {
      const kills = 1 + Math.floor(3 * random());
      for (let kill = 0; kill < kills; kill += 1) {
        const node = node_of(random);
        const both = random() < 0.25;
        await stage.trouble(`kill -9 of ${both ? "both nodes" : "a node"}`, undefined, async () => {
          await stage.kill_node(node);
          if (both) await stage.kill_node(1 - node);
          if (both) await stage.start_node(1 - node);
          await stage.start_node(node);
        });
        await pause(between(random, 50, 500));
      }
    },
  },

  crash_postgres: {
    async play(stage, random) {
      await stage.postgres.crash();
      await stage.trouble("kill -9 of Postgres", "postgres", () =>
        pause(between(random, 0, PATIENCE_ENDS_MS)),
      );
      await stage.trouble("the start of Postgres", undefined, () => stage.postgres.start());
    },
  },

  stop_postgres: {
    async play(stage, random) {
      const silent = random() < 0.3 ? SILENCE_ENDS_MS : between(random, 1_000, 6_000);
      const go_on = stage.postgres.freeze();
      await pause(SETTLED_MS);
      await stage.trouble("SIGSTOP of Postgres", "silent postgres", () => pause(silent));
      go_on();
    },
  },

  stop_server: {
    async play(stage, random) {
      const node = stage.nodes[node_of(random)];
      await stage.trouble("SIGSTOP of a node", undefined, async () => {
        node?.child.signal("SIGSTOP");
        await pause(between(random, 1_000, 5_000));
        node?.child.signal("SIGCONT");
      });
    },
  },

  stop_backend: {
    async play(stage, random) {
      await stop_backend(stage, random, moments.commit);
      if (random() < 0.5) await stop_backend(stage, random, random() < 0.6 ? moments.insert : moments.any);
    },
  },

  empty_redis: {
    async play(stage) {
      await stage.trouble("a new, empty Redis", "redis", async () => {
        await stage.redis.kill();
        await stage.redis.start();
      });
    },
  },

  stop_redis: {
    async play(stage, random) {
      await stage.redis.kill();
      await stage.trouble("no Redis", "redis", () => pause(between(random, 1_000, 4_000)));
      await stage.redis.start();
    },
  },

  pause_redis: {
    async play(stage, random) {
      await stage.trouble("SIGSTOP of Redis", "redis", async () => {
        stage.redis.signal("SIGSTOP");
        await pause(between(random, 1_000, 4_000));
        stage.redis.signal("SIGCONT");
      });
    },
  },

  fill_disk: {
    needs: "disk",
    async play(stage, random) {
      const trouble = await stage.trouble(full_disk, "space", async () => {
        const until = Date.now() + between(random, 1_500, 4_000);
        while (Date.now() < until) {
          stage.postgres.disk?.fill();
          await pause(FILLED_AGAIN_EVERY_MS);
        }
        stage.postgres.disk?.free();
      });
      // Where not even the write-ahead log fits, Postgres ends itself, and nothing can be read; somebody who
      // frees the disk starts it.
      if (stage.postgres.panicked) {
        trouble.name += ", and Postgres ended itself";
        delete trouble.away;
        await stage.trouble("the start of Postgres", undefined, () => stage.postgres.start_if_ended());
      }
    },
  },

  jump_clock: {
    needs: "clock",
    alone: true,
    async play(stage, random) {
      const clocks = stage.clocks;
      if (clocks === undefined) throw new Error("the clock cannot be moved");
      for (const clock of random() < 0.5 ? [clocks.nodes, clocks.postgres] : [clocks.postgres, clocks.nodes])
        await stage.trouble("a jump of the clock", undefined, async () => {
          clock.set(random() < 0.5 ? HOUR_S : -HOUR_S);
          await pause(CLOCK_NOTICED_MS + between(random, 0, 800));
          if (random() < 0.7) clock.set(0);
        });
      await pause(CLOCK_NOTICED_MS);
    },
  },

  cut_lines: {
    async play(stage, random) {
      for (let cut = 0; cut < 5; cut += 1) {
        for (const proxy of stage.proxies) proxy.reset();
        await pause(between(random, 50, 400));
      }
    },
  },
} as const satisfies Record<string, Fault>;

/** What the trouble is called; more stands behind it when Postgres ended itself. */
export const full_disk = "the disk is full";

export type FaultName = keyof typeof faults;
