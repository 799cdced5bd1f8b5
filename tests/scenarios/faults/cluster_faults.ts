/** Two server processes on one database: what is said at one is heard at the other, in one order, with and without Redis. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { check, shortest } from "../../history/checker.ts";
import { Talk } from "../../history/talk.ts";
import type { Chatelier } from "../../server/chatelier.ts";
import { eventually, patient } from "../../server/deadline.ts";
import { Person } from "../../server/person.ts";
import { Session } from "../../server/session.ts";
import { fault, type Stage } from "./stage.ts";

const TALKED_WITHIN_MS = 15_000;
const SIGNED_OUT_WITHIN_MS = 3_000;
const NOTICED_WITHIN_MS = 10_000;

/** Whoever signed in at one node is known at the other: only the address differs. */
function at_other_node(person: Person, origin: string): Person {
  const session = new Session(origin);
  session.user_id = person.session.user_id;
  session.csrf = person.session.csrf;
  session.cookie = person.session.cookie;
  return new Person(`${person.name} at the other node`, session);
}

type AfterSignOut = (elsewhere: Person | undefined) => Promise<unknown>;

async function redis_is(nodes: readonly Chatelier[], connected: boolean): Promise<void> {
  for (const node of nodes)
    await eventually(
      async () => ((await node.readiness()).body.redis === connected ? true : undefined),
      NOTICED_WITHIN_MS,
      `Redis to be ${connected ? "there" : "away"}`,
    );
}

/** What a wrong password is answered. */
async function guess(node: Chatelier, login: string): Promise<string> {
  const reply = await new Session(node.origin).request("POST", "/auth/login", {
    body: { login, password: "not the right one" },
  });
  return (reply.body as { code: string }).code;
}

async function two_nodes(stage: Stage, redis_url: string, after_sign_out: AfterSignOut): Promise<void> {
  const postgres = await stage.postgres();
  await postgres.start();
  const database_url = await postgres.new_database("app");
  const first = await stage.server({ database_url, redis_url, name: "server-one" });
  const second = await stage.server({ database_url, redis_url, name: "server-two" });
  const people = await stage.people(first, "alice", "bob");
  const room = await stage.room(people);
  const guests = people.map((person) => at_other_node(person, second.origin));
  for (const guest of guests) {
    guest.hear_from(room, 0);
    await guest.stay();
  }
  const everyone = [...people, ...guests];

  const [alice, bob] = people;
  const [far_alice] = guests;
  const here = await alice?.send(room, randomUUID(), "said at one");
  assert.equal(here?.is, "ok");
  const there = await far_alice?.send(room, randomUUID(), "said at two");
  assert.equal(there?.is, "ok");
  for (const person of everyone) await person.hears(room, 4);
  assert.deepEqual(
    everyone.map((person) => person.seqs(room)),
    everyone.map(() => [1, 2, 3, 4]),
  );

  const nonce = randomUUID();
  const [once, twice] = await Promise.all([
    alice?.send(room, nonce, "twice"),
    far_alice?.send(room, nonce, "twice"),
  ]);
  assert.deepEqual(once, twice);

  const talk = new Talk({ people: everyone, rooms: [room], random: () => Math.random() });
  await talk.start();
  await talk.acknowledged(200, 0, TALKED_WITHIN_MS);
  await talk.end();
  const violations = check(await talk.history());
  assert.equal(violations.length, 0, shortest(violations));

  await bob?.leave();
  await bob?.session.must("POST", "/auth/logout");
  await after_sign_out(guests[1]);
  await Promise.all(guests.map((guest) => guest.leave()));
}

export const cluster_faults = [
  fault("two nodes with Redis between them [P3] [P4] [req-16]", async (stage) => {
    const redis = stage.redis();
    await redis.start();
    await two_nodes(
      stage,
      redis.url,
      (elsewhere) => elsewhere?.ended(4001) ?? Promise.reject(new Error("nobody")),
    );
  }),
  fault("two nodes without Redis [P3] [P9] [req-16]", (stage) =>
    two_nodes(stage, stage.redis().url, async (elsewhere) => {
      // Nobody can tell the other node, which asks every second about those who only listen.
      const begun = Date.now();
      await elsewhere?.ended(4001);
      assert.ok(Date.now() - begun < patient(SIGNED_OUT_WITHIN_MS), "the ended session's socket closes soon");
    }),
  ),

  fault("wrong passwords at two nodes [req-6] [P9]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const redis = stage.redis();
    await redis.start();
    const database_url = await postgres.new_database("app");
    const options = { database_url, redis_url: redis.url };
    const first = await stage.server({ ...options, name: "server-one" });
    const second = await stage.server({ ...options, name: "server-two" });
    await stage.people(first, "alice", "bob");
    await redis_is([first, second], true);

    for (let tries = 0; tries < 10; tries += 1)
      assert.equal(await guess(tries % 2 === 0 ? first : second, "alice"), "auth/bad_credentials");
    for (const node of [first, second]) {
      assert.equal(await guess(node, "alice"), "rate/limited");
      assert.equal(await guess(node, "bob"), "auth/bad_credentials");
    }

    await redis.kill();
    await redis_is([first, second], false);
    // Each node has counted five of its own.
    for (const node of [first, second]) {
      for (let tries = 0; tries < 5; tries += 1)
        assert.equal(await guess(node, "alice"), "auth/bad_credentials");
      assert.equal(await guess(node, "alice"), "rate/limited");
    }
  }),

  fault("what is refused stands in the log, and a flood does not fill it [req-45]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const redis = stage.redis();
    const server = await stage.server({
      database_url: await postgres.new_database("app"),
      redis_url: redis.url,
      flags: ["--log-level", "info"],
    });
    const [alice, bob] = await stage.people(server, "alice", "bob");
    assert.ok(alice !== undefined && bob !== undefined);
    const room = await stage.room([alice]);
    await bob.connect();
    for (let tries = 0; tries < 50; tries += 1) {
      const outcome = await bob.send(room, randomUUID(), "something private");
      assert.deepEqual(outcome, { is: "refused", code: "room/not_member" });
    }
    await bob.leave();
    const reply = await bob.session.request("POST", `/rooms/${room}/messages`, {
      body: { nonce: randomUUID(), text: "something private" },
    });
    assert.equal(reply.status, 403);
    await server.stop();

    const lines = server.child.output().split("\n");
    const refused = lines.filter((line) => line.includes('"command.refused"'));
    assert.equal(refused.length, 10);
    for (const line of refused) {
      const { type, code, user, trace } = JSON.parse(line) as Record<string, unknown>;
      assert.deepEqual(
        { type, code, user },
        {
          type: "message.send",
          code: "room/not_member",
          user: bob.session.user_id,
        },
      );
      assert.match(String(trace), /^[0-9a-f]{32}$/);
    }
    assert.ok(lines.some((line) => line.includes('"request"') && line.includes('"code":"room/not_member"')));
    assert.ok(!lines.some((line) => line.includes("private")), "nothing of what was said");
  }),
];
