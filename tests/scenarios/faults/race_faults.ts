/** Two at once, at two nodes: what may exist once exists once, whoever was faster. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { eventually } from "../../server/deadline.ts";
import { Person } from "../../server/person.ts";
import { sql } from "../../server/postgres.ts";
import { Session, type Reply } from "../../server/session.ts";
import { fault, type Stage } from "./stage.ts";

const KNOWN_WITHIN_MS = 2_000;

interface Nodes {
  people: Person[];
  /** The same person's session at the other node. */
  far: (person: Person) => Session;
}

async function two_nodes(stage: Stage, ...names: string[]): Promise<Nodes> {
  const redis = stage.redis();
  await redis.start();
  const postgres = await stage.postgres();
  await postgres.start();
  const database_url = await postgres.new_database("app");
  const first = await stage.server({ database_url, redis_url: redis.url, name: "server-one" });
  const second = await stage.server({ database_url, redis_url: redis.url, name: "server-two" });
  const people = await stage.people(first, ...names);
  return {
    people,
    far: (person) => {
      const session = new Session(second.origin);
      session.user_id = person.session.user_id;
      session.csrf = person.session.csrf;
      session.cookie = person.session.cookie;
      return session;
    },
  };
}

function ask(session: Session, method: string, path: string, body?: unknown): Promise<Reply> {
  return session.request(method, path, body === undefined ? {} : { body });
}

function statuses(replies: readonly Reply[]): number[] {
  return replies.map((reply) => reply.status).sort((a, b) => a - b);
}

function code_of(reply: Reply): string {
  return (reply.body as { code: string }).code;
}

function room_of(reply: Reply): string {
  return (reply.body as { room: { id: string } }).room.id;
}

export const race_faults = [
  fault("two who open a direct message at once meet in one room", async (stage) => {
    const { people, far } = await two_nodes(stage, "alice", "bob");
    const [alice, bob] = people as [Person, Person];
    const replies = await Promise.all([
      ask(alice.session, "POST", "/dms", { user_ids: [bob.session.user_id] }),
      ask(far(bob), "POST", "/dms", { user_ids: [alice.session.user_id] }),
      ask(far(alice), "POST", "/dms", { user_ids: [bob.session.user_id] }),
      ask(bob.session, "POST", "/dms", { user_ids: [alice.session.user_id] }),
    ]);
    assert.deepEqual(statuses(replies), [200, 200, 200, 201]);
    assert.equal(new Set(replies.map(room_of)).size, 1);
  }),

  fault("a link for one lets in one of many", async (stage) => {
    const { people, far } = await two_nodes(stage, "alice", "bob", "carol", "dave", "erin", "frank");
    const [alice, ...others] = people as [Person, ...Person[]];
    const room = room_of(
      await ask(alice.session, "POST", "/rooms", { name: "narrow", visibility: "private" }),
    );
    const { code } = (await alice.session.must("POST", `/rooms/${room}/invites`, { max_uses: 1 })) as {
      code: string;
    };
    const replies = await Promise.all(
      others.map((person, index) =>
        ask(index % 2 === 0 ? person.session : far(person), "POST", `/invites/${code}`),
      ),
    );
    assert.deepEqual(statuses(replies), [200, 410, 410, 410, 410]);
    const { members } = (await alice.session.must("GET", `/rooms/${room}/members`)) as { members: unknown[] };
    assert.equal(members.length, 2);
  }),

  fault("of two owners who leave at once one stays", async (stage) => {
    const { people, far } = await two_nodes(stage, "alice", "bob");
    const [alice, bob] = people as [Person, Person];
    const room = await stage.room([alice, bob]);
    await alice.session.must("PUT", `/rooms/${room}/members/${bob.session.user_id}`, { role: "owner" });
    const replies = await Promise.all([
      ask(alice.session, "POST", `/rooms/${room}/leave`),
      ask(far(bob), "POST", `/rooms/${room}/leave`),
    ]);
    assert.deepEqual(statuses(replies), [204, 409]);
    assert.equal(code_of(replies.find((reply) => reply.status === 409) as Reply), "room/last_owner");
  }),

  fault("a removed member is refused at the other node too [req-24]", async (stage) => {
    const { people, far } = await two_nodes(stage, "alice", "bob");
    const [alice, bob] = people as [Person, Person];
    const room = await stage.room([alice, bob]);
    const elsewhere = new Person("bob at the other node", far(bob));
    elsewhere.hear_from(room, 0);
    await elsewhere.stay();
    assert.equal((await elsewhere.send(room, randomUUID(), "here I am")).is, "ok");
    await alice.session.must("DELETE", `/rooms/${room}/members/${bob.session.user_id}`);
    assert.deepEqual(await elsewhere.send(room, randomUUID(), "still here"), {
      is: "refused",
      code: "room/not_member",
    });
    assert.equal((await alice.send(room, randomUUID(), "he is gone")).is, "ok");
    await eventually(
      async () => {
        const reply = await ask(far(bob), "POST", `/rooms/${room}/messages`, { text: "by another way" });
        return reply.status === 403 ? true : undefined;
      },
      KNOWN_WITHIN_MS,
      "the other node to know",
    );
    assert.deepEqual(elsewhere.seqs(room), [1, 2, 3, 4]);
    await elsewhere.leave();
  }),

  fault("what is acknowledged in a room that is being deleted stands before its end", async (stage) => {
    const { people, far } = await two_nodes(stage, "alice", "bob", "carol");
    const [alice, bob, carol] = people as [Person, Person, Person];
    const room = await stage.room([alice, bob, carol]);
    const sent: Promise<{ is: string }>[] = [];
    for (let index = 0; index < 60; index += 1) {
      sent.push(bob.send(room, randomUUID(), `from bob ${index}`));
      if (index === 30)
        sent.push(ask(far(alice), "DELETE", `/rooms/${room}`).then(() => ({ is: "deleted" })));
      sent.push(carol.send(room, randomUUID(), `from carol ${index}`));
    }
    const outcomes = await Promise.all(sent);
    const acknowledged = outcomes.filter((outcome) => outcome.is === "ok").length;
    // bob hears all that was acknowledged, the end, and nothing after it.
    const last = 3 + acknowledged + 1;
    await bob.hears(room, last);
    assert.deepEqual(
      bob.seqs(room),
      Array.from({ length: last }, (_, index) => index + 1),
    );
    const reply = await ask(bob.session, "GET", `/rooms/${room}/messages`);
    assert.equal(reply.status, 404);
  }),

  fault("who has just left does not come back as owner by what another node remembers", async (stage) => {
    const { people, far } = await two_nodes(stage, "alice", "bob");
    const [alice, bob] = people as [Person, Person];
    const room = room_of(await ask(alice.session, "POST", "/rooms", { name: "kitchen" }));
    const member = `/rooms/${room}/members/${bob.session.user_id}`;
    await alice.session.must("PUT", member, { role: "moderator" });
    const remembered = await ask(far(bob), "GET", `/rooms/${room}/invites`);
    assert.equal(remembered.status, 200);
    await bob.session.must("POST", `/rooms/${room}/leave`);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => ask(far(bob), "PUT", member, { role: "owner" })),
    );
    assert.deepEqual([...new Set(statuses(replies))], [403]);
    assert.equal((await ask(far(bob), "POST", `/rooms/${room}/invites`, {})).status, 403);
    const { members } = (await alice.session.must("GET", `/rooms/${room}/members`)) as { members: unknown[] };
    assert.equal(members.length, 1);
  }),

  fault("a link for one makes one account where only invitations do", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const redis = stage.redis();
    await redis.start();
    const database_url = await postgres.new_database("app");
    const open = await stage.server({ database_url, redis_url: redis.url, name: "open" });
    const [alice] = (await stage.people(open, "alice")) as [Person];
    const room = room_of(
      await ask(alice.session, "POST", "/rooms", { name: "narrow", visibility: "private" }),
    );
    const invite = (await alice.session.must("POST", `/rooms/${room}/invites`, { max_uses: 1 })) as {
      code: string;
    };
    const flags = ["--registration", "invite"];
    const closed = await stage.server({ database_url, redis_url: redis.url, name: "by-invitation", flags });
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        ask(new Session(closed.origin), "POST", "/auth/register", {
          username: `guest${index}`,
          password: "a door that is narrow",
          invite: invite.code,
        }),
      ),
    );
    const made = replies.filter((reply) => reply.status === 201);
    assert.equal(made.length, 1, statuses(replies).join());
    const { members } = (await alice.session.must("GET", `/rooms/${room}/members`)) as { members: unknown[] };
    assert.equal(members.length, 2);
  }),

  fault("a link that has expired says so, and still leads home whoever is in", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const database_url = await postgres.new_database("app");
    const server = await stage.server({ database_url, redis_url: stage.redis().url });
    const [alice, bob, carol] = (await stage.people(server, "alice", "bob", "carol")) as [
      Person,
      Person,
      Person,
    ];
    const room = room_of(
      await ask(alice.session, "POST", "/rooms", { name: "seasonal", visibility: "private" }),
    );
    const { code } = (await alice.session.must("POST", `/rooms/${room}/invites`, { expires_in: 60 })) as {
      code: string;
    };
    await bob.session.must("POST", `/invites/${code}`);
    // The clock that counts is the database's.
    await sql(database_url, `update invites set expires_at = now() - interval '1 second'`);
    for (const reply of [
      await ask(carol.session, "POST", `/invites/${code}`),
      await ask(carol.session, "GET", `/invites/${code}`),
      await ask(new Session(server.origin), "GET", `/invites/${code}`),
    ])
      assert.deepEqual([reply.status, code_of(reply)], [410, "invite/expired"]);
    assert.equal((await ask(bob.session, "POST", `/invites/${code}`)).status, 200);
    assert.deepEqual(await alice.session.must("GET", `/rooms/${room}/invites`), { invites: [], users: [] });
  }),
];
