/** Two server processes on one database: what is said at one is heard at the other, in one order, with and without Redis. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { check, shortest } from "../../kill/checker.ts";
import { Talk } from "../../kill/talk.ts";
import { eventually } from "../../server/deadline.ts";
import { Person } from "../../server/person.ts";
import { Session } from "../../server/session.ts";
import { fault, type Stage } from "./stage.ts";

const TALKED_WITHIN_MS = 15_000;
const SIGNED_OUT_WITHIN_MS = 2_000;

/** Whoever signed in at one node is known at the other: only the address differs. */
function at_other_node(person: Person, origin: string): Person {
  const session = new Session(origin);
  session.user_id = person.session.user_id;
  session.csrf = person.session.csrf;
  session.cookie = person.session.cookie;
  return new Person(`${person.name} at the other node`, session);
}

type AfterSignOut = (elsewhere: Person | undefined, room: string) => Promise<unknown>;

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
  await after_sign_out(guests[1], room);
  await Promise.all(guests.map((guest) => guest.leave()));
}

export const cluster_faults = [
  fault("two nodes with Redis between them", async (stage) => {
    const redis = stage.redis();
    await redis.start();
    await two_nodes(
      stage,
      redis.url,
      (elsewhere) => elsewhere?.ended(4001) ?? Promise.reject(new Error("nobody")),
    );
  }),
  fault("two nodes without Redis", (stage) =>
    two_nodes(stage, stage.redis().url, async (elsewhere, room) => {
      // Sessions are remembered for a second at most; then the next frame of an ended one is refused.
      const refused = await eventually(
        async () => {
          const outcome = await elsewhere?.send(room, randomUUID(), "still here");
          return outcome?.is === "ok" ? undefined : outcome;
        },
        SIGNED_OUT_WITHIN_MS,
        "the ended session to be refused at the other node",
      );
      assert.deepEqual(refused, { is: "refused", code: "auth/required" });
      await elsewhere?.ended(4001);
    }),
  ),
];
