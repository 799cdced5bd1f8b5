/** Postgres may be away: the process stays and says so, nothing false is acknowledged, and it recovers by itself (P10). */
import assert from "node:assert/strict";
import { check, shortest } from "../../history/checker.ts";
import type { Attempt } from "../../history/history.ts";
import { QUEUED_FOR_MS } from "../../history/outage.ts";
import { Talk } from "../../history/talk.ts";
import { eventually, patient, pause } from "../../server/deadline.ts";
import { Session } from "../../server/session.ts";
import { fault } from "./stage.ts";

const RECOVERED_WITHIN_MS = 5_000;
const NOTICED_WITHIN_MS = 6_000;
/** What was queued waits for two seconds; an answer takes little longer. */
const ANSWERED_WITHIN_MS = QUEUED_FOR_MS + patient(500);
const AWAY_MS = 60_000;

export const postgres_faults = [
  fault("Postgres is absent at start and comes later [P10]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const database_url = await postgres.new_database("app");
    await postgres.stop();
    const redis = stage.redis();
    await redis.start();

    const server = await stage.server({ database_url, redis_url: redis.url }, "listening");
    const { status, body } = await server.readiness();
    assert.equal(status, 503);
    assert.equal(body.postgres, false);
    assert.match(body.why ?? "", /database/);
    assert.equal((await fetch(`${server.origin}/healthz`)).status, 200);
    const refused = await new Session(server.origin).request("POST", "/auth/login", {
      body: { login: "alice", password: "orchard lantern" },
    });
    assert.equal(refused.status, 503);
    assert.equal((refused.body as { code: string }).code, "server/unavailable");
    assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);

    await postgres.start();
    await server.until_ready(RECOVERED_WITHIN_MS);
    const people = await stage.people(server, "alice", "bob");
    const room = await stage.room(people);
    const said = await people[0]?.post(room, crypto.randomUUID(), "here we are");
    assert.equal(said?.is, "ok");
    await people[1]?.hears(room, 3);
    assert.equal((await server.stop()).code, 0);
  }),

  fault("Postgres is stopped and started while people talk [P10]", async (stage) => {
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

    await postgres.stop();
    const away = talk.now();
    await eventually(
      async () => ((await server.readiness()).status === 503 ? true : undefined),
      NOTICED_WITHIN_MS,
      "the server to say that Postgres is away",
    );
    const answers = (): number => talk.count("refused", away) + talk.count("unknown", away);
    await eventually(
      () => (answers() >= 12 ? true : undefined),
      NOTICED_WITHIN_MS * 2,
      "sends to fail while Postgres is away",
    );
    fails_soon(talk.attempts);

    await postgres.start();
    await talk.acknowledged(1, talk.now(), RECOVERED_WITHIN_MS);
    await server.until_ready(RECOVERED_WITHIN_MS);
    await talk.acknowledged(50, talk.now(), NOTICED_WITHIN_MS);
    await talk.end();
    assert.equal(server.child.ended, undefined);
    const violations = check(await talk.history());
    assert.equal(violations.length, 0, shortest(violations));
  }),

  fault("Postgres is away for a minute while people talk [P10]", async (stage) => {
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

    await postgres.stop();
    const away = talk.now();
    await pause(AWAY_MS);
    const until = talk.now();
    await postgres.start();
    const back = talk.now();
    for (const { session } of people)
      for (const road of ["socket", "rest"] as const)
        await eventually(
          () =>
            talk.attempts.some((attempt) => is_of(attempt, session, road) && stored(attempt, back))
              ? true
              : undefined,
          RECOVERED_WITHIN_MS - (talk.now() - back) / patient(1),
          `${road} to store again`,
        );
    await server.until_ready(RECOVERED_WITHIN_MS);
    await talk.end();

    const meanwhile = talk.attempts.filter(({ invoked }) => invoked >= away && invoked <= until);
    fails_soon(meanwhile);
    const false_words = meanwhile.filter((attempt) => stored(attempt, away) && attempt.answered <= until);
    assert.deepEqual(false_words, [], "nothing is acknowledged");
    for (const { name, session, closes } of people) {
      assert.deepEqual(closes, [], `${name} keeps the connection`);
      for (const road of ["socket", "rest"] as const) {
        const tries = meanwhile.filter((attempt) => is_of(attempt, session, road)).length;
        assert.ok(tries > AWAY_MS / ANSWERED_WITHIN_MS / 2, `${name} tries on by ${road}: ${tries} times`);
      }
    }
    assert.equal(server.child.ended, undefined);
    const violations = check(await talk.history());
    assert.equal(violations.length, 0, shortest(violations));
  }),
];

const documented = new Set(["log/unavailable", "log/unknown", "server/unavailable"]);

/** Whatever was not stored was answered soon, and with a code that says that one may try again. */
function fails_soon(attempts: readonly Attempt[]): void {
  const slow = attempts.filter(({ invoked, answered }) => answered - invoked > ANSWERED_WITHIN_MS);
  assert.deepEqual(slow, [], "sends fail fast");
  const codes = attempts.flatMap(({ outcome }) =>
    outcome.is === "refused" ? [outcome.code] : outcome.is === "unknown" ? [outcome.why] : [],
  );
  assert.deepEqual(
    codes.filter((code) => !documented.has(code)),
    [],
    "each with its code",
  );
}

function is_of({ sender, road }: Attempt, { user_id }: Session, by: Attempt["road"]): boolean {
  return sender === user_id && road === by;
}

function stored({ answered, outcome }: Attempt, since: number): boolean {
  return outcome.is === "ok" && answered >= since;
}
