/**
 * Every route, every command and the upgrade ask the bucket that the schema
 * names for them (requirement 44). A request from another site's page is
 * refused behind the bucket, so that asking too often changes nothing.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Chatelier } from "../server/chatelier.ts";
import { product } from "../server/place.ts";
import { services } from "../server/services.ts";
import { Session } from "../server/session.ts";
import { Socket, UpgradeRefused } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";
import { within } from "../server/deadline.ts";
import { commands, routes, type Route } from "./contract.ts";
import { sample_id } from "./samples.ts";

interface Bucket {
  burst: number;
  interval_ms: number;
}

const rates = JSON.parse(
  readFileSync(join(product.root, "src/protocol/schema/rates.json"), "utf8"),
) as Record<string, { person?: Bucket; address?: Bucket }>;

/** What comes back while all of them are asked. */
const RETURNING = 1.5;
const ANSWERED_WITHIN_MS = 20_000;

let running: Promise<Chatelier> | undefined;
let strangers = 0;

async function start(): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  const flags = ["--trusted-proxies", "127.0.0.1/32", "--log-level", "warning"];
  return Chatelier.start({
    database_url: await new_database(),
    redis_url,
    rate_limits: "on",
    flags,
    name: "limited",
  });
}

function the_server(): Promise<Chatelier> {
  running ??= start();
  return running;
}

/** Each comes from a network of its own. */
function from_elsewhere(): Record<string, string> {
  strangers += 1;
  return { "x-forwarded-for": `203.${strangers >> 8}.${strangers & 255}.7` };
}

async function somebody(): Promise<Session> {
  const session = new Session((await the_server()).origin);
  const headers = from_elsewhere();
  // Digits beside letters look alike to the check of user names.
  const mark = strangers.toString(8).replaceAll(/\d/g, (digit) => "abcdefgh".charAt(Number(digit)));
  const body = { username: `person_${mark}`, password: "orchard lantern" };
  const reply = await session.request("POST", "/auth/register", { body, headers });
  assert.equal(reply.status, 201, reply.text);
  session.take_sign_in(reply.body);
  return session;
}

function burst_of(rate: string, signed_in: boolean): number {
  const { person, address } = rates[rate] ?? {};
  const bucket = signed_in ? (person ?? address) : address;
  assert.ok(bucket !== undefined, `nothing limits ${rate}`);
  return bucket.burst;
}

async function is_limited(route: Route): Promise<void> {
  const signed_in = route.access !== "anyone";
  const session = signed_in ? await somebody() : new Session((await the_server()).origin);
  const burst = burst_of(route.rate, signed_in);
  const path = route.path.replaceAll(/\{\w+\}/g, sample_id);
  const headers = { ...from_elsewhere(), origin: "https://evil.example" };
  const ask = (): ReturnType<Session["request"]> => session.request(route.method, path, { headers });
  const first = await ask();
  assert.notEqual(first.status, 429, "the first one passes");
  const replies = await Promise.all(Array.from({ length: Math.ceil(burst * RETURNING) }, ask));
  const refused = replies.find(({ status }) => status === 429);
  assert.ok(refused !== undefined, `${replies.length} requests were answered`);
  assert.equal((refused.body as { code: string }).code, "rate/limited");
  assert.match(refused.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
  assert.equal(refused.headers.get("ratelimit-limit"), String(burst));
}

async function command_is_limited(type: string, rate: string): Promise<void> {
  const session = await somebody();
  const socket = await Socket.open({ origin: session.origin, headers: session.headers() });
  const answers: string[] = [];
  const sent = Math.ceil(burst_of(rate, true) * RETURNING);
  const answered = new Promise<void>((resolve) => {
    socket.listen((frame) => {
      if (frame.type === "error") answers.push(frame.code);
      if (frame.type === "ack") answers.push("ack");
      if (answers.length >= sent) resolve();
    });
  });
  for (let number = 1; number <= sent; number += 1) socket.send({ type, id: String(number) });
  await within(answered, ANSWERED_WITHIN_MS, () => `${sent} answers; there were ${answers.length}`);
  await socket.close();
  assert.notEqual(answers[0], "rate/limited", "the first one passes");
  assert.ok(answers.includes("rate/limited"), `${sent} times ${type}: ${[...new Set(answers)].join()}`);
}

async function upgrades_are_limited(): Promise<void> {
  const session = await somebody();
  const headers = { ...session.headers(), ...from_elsewhere(), origin: "https://evil.example" };
  const attempts = Array.from({ length: Math.ceil(burst_of("connect", true) * RETURNING) }, () =>
    Socket.open({ origin: session.origin, headers }).then(
      () => 101,
      (error: unknown) => (error instanceof UpgradeRefused ? error.status : 0),
    ),
  );
  const statuses = await Promise.all(attempts);
  assert.deepEqual([...new Set(statuses)].sort(), [403, 429]);
}

export async function stop_limited_server(): Promise<void> {
  const stopped = await (await running)?.stop();
  if (stopped !== undefined && stopped.code !== 0)
    throw new Error(`the server with limits ended with ${stopped.code}`);
}

export const limit_tests: readonly Test[] = [
  ...routes.map((route) => ({
    name: `${route.name} asks its bucket, ${route.rate} [req-44]`,
    run: () => is_limited(route),
  })),
  ...commands.map(({ type, rate }) => ({
    name: `the command ${type} asks its bucket, ${rate} [req-44]`,
    run: () => command_is_limited(type, rate),
  })),
  { name: "the upgrade asks its bucket, connect [req-44]", run: upgrades_are_limited },
];
