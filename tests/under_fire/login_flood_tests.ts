/** Everybody tries to sign in at once, rightly and wrongly, from everywhere: the chat goes on beside it. */
import assert from "node:assert/strict";
import { Session } from "../server/session.ts";
import { populate } from "./crowd.ts";
import { compare, ms, percentile, type Comparison } from "./figures.ts";
import { flooded, type Answers } from "./flooded.ts";
import { say, under_fire } from "./stage.ts";
import { SteadyTalk } from "./steady_talk.ts";

const VISITORS = 64;
const RIGHT = 8;
const STRETCH_MS = 1_500;
const STRETCHES = 5;
const pace = { per_second: 200, text_bytes: 100 };

/**
 * Beside the flood two threads of Argon2id, the shards, Postgres and this test share what are two cores in CI, and a
 * message waits for its turn at each of them: nine of ten acknowledgements may take this many times as long as in the
 * calm stretches between.
 */
const TIMES = 10;
/**
 * And so much is added, because the calm is a few milliseconds of which nothing may be concluded when other programs
 * take the cores. It is far below what unlimited hashing costs: 18 that are hashed and wait are 50 ms each on a shard
 * that did it itself, and 64 at once take two cores for two seconds.
 */
const FLOOR_MS = 200;

const holds = ({ calm, troubled }: Comparison): boolean => troubled <= TIMES * calm + FLOOR_MS;

export const login_flood_tests = [
  under_fire(`[req-44] ${VISITORS} who sign in at once do not stop the talk`, async (stage) => {
    const server = await stage.server({ flags: ["--trusted-proxies", "127.0.0.1"] });
    const people = await populate(server.options.database_url, {
      people: 4,
      rooms: 1,
      members: 4,
      stride: 1,
      writers: 1,
    });
    const known = Array.from({ length: RIGHT }, (_, number) => ({
      username: `visitor${number}`,
      password: `orchard lantern ${number}`,
    }));
    for (const credentials of known) await Session.register(server.origin, credentials);
    const talk = await SteadyTalk.begin(server, people, pace);
    stage.hold(talk.sockets);
    const p90 = async (): Promise<number> => percentile((await talk.during(STRETCH_MS)).acknowledged, 0.9);
    await p90(); // Caches, pools and compiled code are warm before anything counts.
    const answers: Answers = {};
    const troubled = async (): Promise<number> => {
      const [delay, last] = await flooded(server.origin, VISITORS, known, p90);
      for (const [answer, count] of Object.entries(last)) answers[answer] = (answers[answer] ?? 0) + count;
      return delay;
    };
    const medians = await compare({
      stretches: STRETCHES,
      holds,
      calm: p90,
      troubled,
    });
    const counts = Object.entries(answers).map(([answer, count]) => `${answer}: ${count}`);
    say(`acknowledged p90 ${ms(medians.calm)}, in the flood ${ms(medians.troubled)}; ${counts.join(", ")}`);
    assert.ok(holds(medians), JSON.stringify(medians));
    // Some are served, the others told to come back.
    assert.deepEqual(Object.keys(answers).toSorted(), ["right 200", "right 429", "wrong 401", "wrong 429"]);
  }),
];
