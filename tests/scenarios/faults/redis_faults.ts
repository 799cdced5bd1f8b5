/** Redis may be away at any time: the chat goes on, and it is taken back without a restart (P9). */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { check, shortest } from "../../history/checker.ts";
import { Talk } from "../../history/talk.ts";
import type { Chatelier } from "../../server/chatelier.ts";
import { eventually } from "../../server/deadline.ts";
import { fault } from "./stage.ts";

const NOTICED_WITHIN_MS = 10_000;

function redis_is(server: Chatelier, connected: boolean): Promise<true> {
  const look = async (): Promise<true | undefined> =>
    (await server.readiness()).body.redis === connected ? true : undefined;
  return eventually(
    look,
    NOTICED_WITHIN_MS,
    `the server to say that Redis is ${connected ? "there" : "away"}`,
  );
}

export const redis_faults = [
  fault("Redis is absent at start and comes later [P9]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const redis = stage.redis();
    const server = await stage.server({
      database_url: await postgres.new_database("app"),
      redis_url: redis.url,
    });
    const { status, body } = await server.readiness();
    assert.equal(status, 200);
    assert.equal(body.redis, false);

    const people = await stage.people(server, "alice", "bob");
    const [alice, bob] = people;
    const room = await stage.room(people);
    const without = await alice?.send(room, randomUUID(), "without Redis");
    assert.equal(without?.is, "ok", JSON.stringify(without));
    await bob?.hears(room, 3);

    await redis.start();
    await redis_is(server, true);
    const after = await bob?.send(room, randomUUID(), "with Redis");
    assert.equal(after?.is, "ok", JSON.stringify(after));
    await alice?.hears(room, 4);
    assert.deepEqual(alice?.seqs(room), [1, 2, 3, 4]);
    assert.equal((await server.stop()).code, 0);
  }),

  fault("Redis is killed and started again while people talk [P9]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const redis = stage.redis();
    await redis.start();
    const server = await stage.server({
      database_url: await postgres.new_database("app"),
      redis_url: redis.url,
    });
    const people = await stage.people(server, "alice", "bob", "carol");
    const room = await stage.room(people);
    const talk = new Talk({ people, rooms: [room], random: () => Math.random() });
    await talk.start();
    await talk.acknowledged(50, 0, NOTICED_WITHIN_MS);
    const reconnects = await server.metric("chatelier_redis_reconnects_total");

    await redis.kill();
    await redis_is(server, false);
    await talk.acknowledged(50, talk.now(), NOTICED_WITHIN_MS);
    assert.equal((await server.readiness()).status, 200);
    await redis.start();
    await redis_is(server, true);
    await talk.acknowledged(50, talk.now(), NOTICED_WITHIN_MS);
    await talk.end();

    assert.ok(
      (await server.metric("chatelier_redis_reconnects_total")) > reconnects,
      "the reconnect is counted",
    );
    assert.equal(talk.count("refused") + talk.count("unknown"), 0, "nothing failed");
    const violations = check(await talk.history());
    assert.equal(violations.length, 0, shortest(violations));
  }),
];
