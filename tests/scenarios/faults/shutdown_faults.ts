/** The orderly end (P8): not ready at once, everybody told when to come back, nothing lost, exit code 0. */
import assert from "node:assert/strict";
import { close_advice } from "../../../web/src/platform/socket/close_codes.ts";
import { check, shortest } from "../../history/checker.ts";
import { Talk } from "../../history/talk.ts";
import { eventually, within } from "../../server/deadline.ts";
import { fault } from "./stage.ts";

const TALKED_WITHIN_MS = 15_000;
const ENDS_WITHIN_MS = 30_000;

export const shutdown_faults = [
  fault("SIGTERM while people talk [P8]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const redis = stage.redis();
    await redis.start();
    const options = {
      database_url: await postgres.new_database("app"),
      redis_url: redis.url,
      flags: ["--drain-seconds", "2"],
    };
    const server = await stage.server(options);
    const people = await stage.people(server, "alice", "bob", "carol");
    const room = await stage.room(people);
    const talk = new Talk({ people, rooms: [room], random: () => Math.random() });
    await talk.start();
    await talk.acknowledged(50, 0, TALKED_WITHIN_MS);

    const before = people.map(({ closes }) => closes.length);
    const kept = await server.keep_asking("/readyz");
    const signalled = Date.now();
    server.child.signal("SIGTERM");
    const refusal = await kept.first((status) => status !== 200);
    assert.ok(refusal.status === 503 || refusal.status === 0, `/readyz answered ${refusal.status}`);
    assert.ok(refusal.at - signalled < 1_000, `not ready after ${refusal.at - signalled} ms`);
    const { code } = await within(server.child.exited, ENDS_WITHIN_MS, "the server to end");
    assert.equal(code, 0);

    const closes = people.map((person, index) => person.closes[before[index] ?? 0]);
    for (const close of closes) {
      assert.equal(close?.code, 1012, JSON.stringify(close));
      const advice = close_advice(close.code, close.reason);
      assert.ok(
        advice.name === "reconnect" && (advice.after_ms ?? 0) > 0,
        `the page reads when to come back from "${close.reason}"`,
      );
    }
    await server.start_again().then((again) => stage.keep(again));
    await talk.acknowledged(20, talk.now(), TALKED_WITHIN_MS);
    await talk.end();
    const broken = talk.attempts.filter(
      ({ outcome }) => outcome.is === "refused" && !/restarting|unavailable/.test(outcome.code),
    );
    assert.deepEqual(broken, []);
    const violations = check(await talk.history());
    assert.equal(violations.length, 0, shortest(violations));
  }),

  fault("a second SIGTERM changes nothing [P8]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const options = {
      database_url: await postgres.new_database("app"),
      redis_url: stage.redis().url,
      flags: ["--drain-seconds", "1"],
    };
    const server = await stage.server(options);
    const people = await stage.people(server, "alice");
    await stage.room(people);
    server.child.signal("SIGTERM");
    server.child.signal("SIGTERM");
    server.child.signal("SIGINT");
    const { code } = await within(server.child.exited, ENDS_WITHIN_MS, "the server to end");
    assert.equal(code, 0);
    const [alice] = people;
    await eventually(
      () => (alice?.closes.length === 0 ? undefined : true),
      TALKED_WITHIN_MS,
      "alice to be told",
    );
    assert.equal(alice?.closes[0]?.code, 1012);
  }),
];
