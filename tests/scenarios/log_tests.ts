/** What the log says of who comes, who goes and who is refused, and what it never says (requirement 45). */
import assert from "node:assert/strict";
import { Chatelier } from "../server/chatelier.ts";
import { eventually } from "../server/deadline.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import { Session } from "../server/session.ts";
import { Socket } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";

type Line = Record<string, unknown>;

const password = "orchard lantern alice";
const chosen = "marble fence kettle";
const LOGGED_WITHIN_MS = 2_000;

async function at_info(): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  const flags = ["--log-level", "info"];
  return Chatelier.start({ database_url: await new_database(), redis_url, flags, name: "logged" });
}

/** All lines; each is one object. */
function lines_of(server: Chatelier): Line[] {
  return server.child
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}

async function logged(server: Chatelier, event: string, fields: Line = {}): Promise<Line> {
  const fits = (line: Line): boolean =>
    line["event"] === event && Object.entries(fields).every(([name, value]) => line[name] === value);
  return eventually(
    () => lines_of(server).find(fits),
    LOGGED_WITHIN_MS,
    `${event} ${JSON.stringify(fields)} in the log`,
  );
}

/** What every event about somebody names. */
function assert_whole(line: Line): void {
  assert.match(String(line["at"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(line["from"], "127.0.0.0", JSON.stringify(line));
  assert.match(String(line["trace"]), /^[0-9a-f]{32}$/);
}

async function reset_token(server: Chatelier, admin: Session, user: string): Promise<string> {
  await sql(server.options.database_url, `update users set admin = true where id = '${admin.user_id}'`);
  const made = (await admin.must("POST", `/admin/people/${user}/reset`)) as { url: string };
  return made.url.slice(made.url.lastIndexOf("/") + 1);
}

function ask(session: Session, method: string, path: string, body?: object): Promise<unknown> {
  return session.request(method, path, body === undefined ? {} : { body });
}

/** Everything that a person can do with an account; the secrets that there were. */
async function live_through(server: Chatelier): Promise<{ user: string; secrets: string[] }> {
  const alice = await Session.register(server.origin, {
    username: "alice",
    password,
    email: "alice@example.test",
  });
  const user = alice.user_id;
  const secrets = [password, chosen, "wrong words here", "alice@example.test"];
  const keep = (session: Session): Session => {
    secrets.push(session.cookie?.split("=")[1] ?? "", session.csrf ?? "");
    return session;
  };
  keep(alice);
  const stranger = new Session(server.origin);
  await ask(stranger, "POST", "/auth/login", { login: "alice", password: "wrong words here" });
  const phone = keep(await Session.sign_in(server.origin, { username: "alice", password }));
  await ask(phone, "POST", "/auth/logout");
  await ask(alice, "POST", "/me/password", { current_password: "wrong words here", new_password: chosen });
  await ask(alice, "POST", "/me/password", { current_password: password, new_password: chosen });
  await ask(alice, "DELETE", "/me", { password: "wrong words here" });
  await ask(stranger, "POST", "/auth/password/reset", { token: "A".repeat(43), new_password: password });
  const ada = keep(await Session.register(server.origin, { username: "ada", password: `${password} too` }));
  const token = await reset_token(server, ada, user);
  secrets.push(token);
  await ask(stranger, "POST", "/auth/password/reset", { token, new_password: password });
  await ask(ada, "PATCH", `/admin/people/${user}`, { disabled: true });
  await ask(stranger, "POST", "/auth/login", { login: "alice", password });
  await ask(ada, "PATCH", `/admin/people/${user}`, { disabled: false });
  const again = keep(await Session.sign_in(server.origin, { username: "alice", password }));
  await ask(again, "GET", "/admin/health");
  await ask(again, "GET", "/rooms/01970000-0000-7000-8000-00000000dead");
  await again.request("POST", "/auth/logout", { headers: { origin: "https://evil.example" } });
  await Socket.open({ origin: server.origin, headers: { ...again.headers(), origin: "null" } }).catch(
    () => undefined,
  );
  await ask(again, "DELETE", "/me", { password });
  return { user, secrets };
}

const events = [
  "auth.registered",
  "auth.sign_in_failed",
  "auth.signed_in",
  "auth.signed_out",
  "auth.password_change_refused",
  "auth.password_changed",
  "auth.deletion_refused",
  "auth.password_reset",
  "auth.sign_in_disabled",
  "auth.account_deleted",
] as const;

async function a_life(): Promise<void> {
  const server = await at_info();
  const { user, secrets } = await live_through(server);
  for (const event of events) assert_whole(await logged(server, event, { user }));
  assert_whole(await logged(server, "auth.reset_refused"));
  for (const event of ["auth.reset_link_made", "auth.account_disabled", "auth.account_enabled"])
    await logged(server, event, { user });
  for (const code of ["auth/forbidden", "room/not_found", "auth/origin"])
    assert_whole(await logged(server, "request", { code, user }));
  assert_whole(await logged(server, "request.refused", { code: "auth/origin" }));
  const all = server.child.output();
  for (const secret of secrets.filter((text) => text !== ""))
    assert.ok(!all.includes(secret), `the log has ${secret}`);
  assert.equal((await server.stop()).code, 0);
}

/** Each of them once in every place that a stranger fills in. */
const hostile = [
  'x\r\n{"level":"info","event":"auth.signed_in","user":"forged"}',
  "x\n2026-01-01 info auth.signed_in user=forged",
  "\u001b[2J\u001b[31mforged",
  "\u2028forged\u202e",
  '","event":"auth.signed_in","forged":"',
];

async function strangers_words(): Promise<void> {
  const server = await at_info();
  const stranger = new Session(server.origin);
  for (const text of hostile) {
    const escaped = encodeURIComponent(text);
    const header = text.replaceAll(/[^\x20-\x7e]/g, "?");
    const headers = { "user-agent": header, traceparent: header, "x-forwarded-for": header, referer: header };
    for (const name of [text, escaped])
      await stranger.request("POST", "/auth/login", {
        body: { login: name, password: "not the right one" },
        headers,
      });
    await stranger.request("POST", "/auth/register", {
      body: { username: text, password, [text]: text },
      headers,
    });
    for (const path of [`/rooms/${escaped}`, `/${escaped}`, `/users?search=${escaped}&${escaped}=1`])
      await stranger.request("GET", path, { headers });
    await stranger.request("POST", `/invites/${escaped}`, { headers: { origin: header } });
  }
  assert.equal((await server.stop()).code, 0);
  const said = server.child.output();
  const lines = said.split("\n").filter((line) => line !== "" && !line.includes("listening on"));
  for (const line of lines) {
    assert.doesNotThrow(() => JSON.parse(line) as unknown, line);
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
  }
  assert.deepEqual(
    lines_of(server).filter(({ event }) => event === "auth.signed_in"),
    [],
  );
  const failed = lines_of(server).filter(({ event }) => event === "auth.sign_in_failed");
  assert.equal(failed.length, 2 * hostile.length, "each of them is one line");
}

export const log_tests: readonly Test[] = [
  {
    name: "log: who came, who went and who was refused stands there, and no secret of anybody [req-45]",
    run: a_life,
  },
  { name: "log: no word of a stranger makes a line or a field of its own [req-45]", run: strangers_words },
];
