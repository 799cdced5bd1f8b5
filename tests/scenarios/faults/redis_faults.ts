/** Redis may be away at any time: the chat goes on, and it is taken back without a restart (P9). It may belong to others too. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { check, shortest } from "../../history/checker.ts";
import { Talk } from "../../history/talk.ts";
import type { Chatelier } from "../../server/chatelier.ts";
import { eventually } from "../../server/deadline.ts";
import { Person } from "../../server/person.ts";
import { fault } from "./stage.ts";

const NOTICED_WITHIN_MS = 10_000;
/** Every installation has a lobby, and all lobbies have one id. */
const LOBBY = "01970000-0000-7000-8000-000000000001";

function redis_is(server: Chatelier, connected: boolean): Promise<true> {
  const look = async (): Promise<true | undefined> =>
    (await server.readiness()).body.redis === connected ? true : undefined;
  return eventually(
    look,
    NOTICED_WITHIN_MS,
    `the server to say that Redis is ${connected ? "there" : "away"}`,
  );
}

const heard_in_lobby = ({ heard }: Person): string[] =>
  (heard.get(LOBBY) ?? []).flatMap((event) => (event.type === "message.created" ? [event.message.text] : []));

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

  fault(
    "two installations on one Redis neither hear nor remember each other [P5] [req-41]",
    async (stage) => {
      const postgres = await stage.postgres();
      await postgres.start();
      const redis = stage.redis();
      await redis.start();
      const talkers: { server: Chatelier; person: Person; said: string }[] = [];
      for (const side of ["ours", "theirs"]) {
        const database_url = await postgres.new_database(side);
        const server = await stage.server({ database_url, redis_url: redis.url, name: side });
        await redis_is(server, true);
        const [person] = await stage.people(server, "alice");
        assert.ok(person !== undefined);
        person.hear_from(LOBBY, 0);
        await person.connect();
        talkers.push({ server, person, said: `between us, ${side}` });
      }

      const seqs: number[] = [];
      for (const { person, said } of talkers) {
        const outcome = await person.send(LOBBY, randomUUID(), said);
        assert.ok(outcome.is === "ok", JSON.stringify(outcome));
        await person.hears(LOBBY, outcome.seq);
        seqs.push(outcome.seq);
      }
      assert.equal(seqs[0], seqs[1], "both lobbies have an event of this number");

      for (const { server, person, said } of talkers) {
        await person.leave();
        await server.kill();
        const again = await server.start_again();
        stage.keep(again);
        await redis_is(again, true);
        const back = new Person("alice, who holds nothing", person.session.by_way_of(again.origin));
        back.hear_from(LOBBY, 0);
        await back.connect();
        await back.hears(LOBBY, seqs[0] ?? 0);
        await back.leave();
        assert.deepEqual(
          [heard_in_lobby(person), heard_in_lobby(back)],
          [[said], [said]],
          "what was said here, live and remembered",
        );
        const from_tail = await again.metric("chatelier_tail_reads_total", { outcome: "hit" });
        assert.ok(from_tail > 0, "Redis was asked, and knew");
      }
    },
  ),
];
