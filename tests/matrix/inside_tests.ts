/**
 * Trouble inside: the tables under a server are gone, or refuse what it
 * stores. Whoever asks learns a number and nothing else, the log learns why
 * and no secret, and the process goes on (requirements 45 and 46).
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Chatelier } from "../server/chatelier.ts";
import { Person } from "../server/person.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import type { Reply, Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import { Cast } from "./cast.ts";
import { commands, routes } from "./contract.ts";
import { Ear } from "./ear.ts";
import { frame_of, request_of, who_asks, type Request } from "./samples.ts";

async function new_server(): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  return Chatelier.start({ database_url: await new_database(), redis_url, name: "inside" });
}

const everything = "true";
/** Whoever asks is still known: the handlers run into it. */
const but_accounts = "table_name not in ('users', 'sessions')";

async function hide(url: string, which: string): Promise<void> {
  const tables = await sql(
    url,
    `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and ${which}`,
  );
  await sql(
    url,
    `begin; ${tables
      .split("\n")
      .map((name) => `alter table ${name} rename to hidden_${name}`)
      .join("; ")}; commit`,
  );
}

async function bring_back(url: string): Promise<void> {
  const tables = await sql(
    url,
    "select table_name from information_schema.tables where table_name like 'hidden\\_%'",
  );
  await sql(
    url,
    tables
      .split("\n")
      .map((name) => `alter table ${name} rename to ${name.replace("hidden_", "")}`)
      .join("; "),
  );
}

type Prepared = Request & { session: Session; method: string };

async function prepare(cast: Cast): Promise<Prepared[]> {
  const made: Prepared[] = [];
  for (const route of routes) {
    const role = route.access === "anyone" ? "nobody" : route.access === "admin" ? "admin" : "owner";
    const session = await who_asks(route, cast, role);
    const place = await cast.shared("public");
    const request = await request_of(route, { cast, role, session, place, through: false });
    made.push({ ...request, session, method: route.method });
  }
  return made;
}

/** Words of the database and of the code between. */
const inside = /relation "|constraint|hidden_|pqxx|SQLSTATE|ERROR|LINE \d|select |insert |\.cpp|std::/;

function check_reply({ method, path, status, text, body, headers }: Reply): void {
  const what = `${method} ${path}: ${status} ${text}`;
  assert.doesNotMatch(text, inside, what);
  if (status < 500) return;
  const { code, detail, request_id } = body as { code: string; detail: string; request_id: string };
  assert.ok(["internal", "server/unavailable", "log/unavailable"].includes(code), what);
  assert.ok(detail.length < 100, what);
  assert.equal(request_id, headers.get("x-request-id"), what);
}

async function ask_all(cast: Cast, of: readonly Prepared[]): Promise<number> {
  let failed = 0;
  for (const { session, method, path, body } of of) {
    const reply = await session.request(method, path, body === undefined ? {} : { body });
    check_reply(reply);
    if (reply.status >= 500) failed += 1;
  }
  assert.deepEqual([...new Set(cast.traffic.broken)], []);
  return failed;
}

async function works(cast: Cast): Promise<void> {
  assert.equal(cast.server.child.ended, undefined, "the process goes on");
  const { room } = await cast.shared("public");
  await cast.session("owner").must("POST", `/rooms/${room}/messages`, { text: "all is well" });
}

async function routes_without_tables(): Promise<void> {
  const server = await new_server();
  const { database_url } = server.options;
  const cast = await Cast.gather(server);
  for (const which of [but_accounts, everything]) {
    const questions = await prepare(cast);
    await hide(database_url, which);
    const failed = await ask_all(cast, questions);
    await bring_back(database_url);
    assert.ok(failed > 20, `${failed} of ${questions.length} failed`);
    await works(cast);
  }
  assert.equal((await server.stop()).code, 0);
}

async function commands_without_tables(): Promise<void> {
  const server = await new_server();
  const { database_url } = server.options;
  const cast = await Cast.gather(server);
  const ear = await Ear.open(cast, "owner");
  const place = await cast.shared("public");
  const situation = { cast, role: "owner" as const, session: cast.session("owner"), place, through: false };
  const frames = await Promise.all(
    commands.map(async ({ type, properties }) => ({
      type,
      fields: await frame_of(type, properties, situation),
    })),
  );
  await hide(database_url, everything);
  const codes: (string | undefined)[] = [];
  for (const { type, fields } of frames) codes.push(await ear.command(type, fields));
  await bring_back(database_url);
  assert.ok(
    codes.some((code) => code !== undefined),
    "something failed",
  );
  for (const frame of ear.heard.filter(({ type }) => type === "error"))
    assert.doesNotMatch(JSON.stringify(frame), inside);
  await works(cast);
  assert.equal((await server.stop()).code, 0);
}

async function refused_rows(): Promise<void> {
  const server = await new_server();
  const { database_url } = server.options;
  const alice = await Person.register(server.origin, { username: "alice" });
  await alice.connect();
  const made = (await alice.session.must("POST", "/rooms", { name: "kitchen" })) as { room: { id: string } };
  await sql(
    database_url,
    "alter table users add constraint nobody_new check (admin) not valid; alter table messages add constraint no_words check (seq = 0) not valid; alter table room_events add constraint no_events check (seq = 0) not valid",
  );
  const credentials = {
    username: "barbara",
    password: "orchard lantern barbara",
    email: "barbara@example.test",
  };
  const reply = await alice.session
    .by_way_of(server.origin)
    .request("POST", "/auth/register", { body: credentials });
  assert.equal(reply.status, 500, reply.text);
  check_reply(reply);
  const outcome = await alice.send(made.room.id, randomUUID(), "for our eyes alone");
  assert.notEqual(outcome.is, "ok");
  await alice.leave();
  assert.equal((await server.stop()).code, 0);
  const log = server.child.output();
  assert.match(log, /nobody_new/, "the log says what was wrong");
  assert.match(log, /no_words|no_events/, "the log says what was wrong");
  for (const secret of ["argon2", credentials.password, credentials.email, "for our eyes", "Failing row"])
    assert.ok(!log.includes(secret), `the log repeats ${secret}`);
}

export const inside_tests: readonly Test[] = [
  {
    name: "routes whose tables are gone tell nothing of it, and work when they are back [req-46]",
    run: routes_without_tables,
  },
  {
    name: "commands whose tables are gone tell nothing of it, and work when they are back [req-46]",
    run: commands_without_tables,
  },
  { name: "a row that Postgres refuses is in no answer and in no log [req-45] [req-46]", run: refused_rows },
];
