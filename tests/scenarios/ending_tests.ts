/**
 * How soon a session that was ended is over: every way that ends one, on one
 * node and on two. From the answer on which says that it has ended, its sockets
 * have a second to close at every node. Its cookie is nobody's at once where
 * that was asked, and at other nodes as soon as they have heard of it, though
 * they saw it a moment ago.
 */
import assert from "node:assert/strict";
import { Chatelier } from "../server/chatelier.ts";
import { eventually, patient, within } from "../server/deadline.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import { Session, type Credentials } from "../server/session.ts";
import { Socket } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";

const SECOND = 1_000;
const SESSION_ENDED = 4001;
const SOCKETS_PER_NODE = 3;
/** By way of Redis; without it, what a node remembers for a second. */
const FORGOTTEN_WITHIN_MS = 300;
/** Once could be luck. */
const TIMES = 3;
const HEARD_WITHIN_MS = 15_000;

interface Ending {
  /** The session that is to end, at each node. */
  victim: readonly Session[];
  credentials: Credentials;
  /** Another sign-in of the same person. */
  own: Session;
  admin: Session;
}

const ways: Readonly<Record<string, (ending: Ending) => Promise<unknown>>> = {
  "signing out": ({ victim }) =>
    victim[0]?.must("POST", "/auth/logout") ?? Promise.reject(new Error("nobody")),
  async "signing out elsewhere"({ own }) {
    const { sessions } = (await own.must("GET", "/me/sessions")) as {
      sessions: { id: string; current?: boolean }[];
    };
    const other = sessions.find(({ current }) => current !== true);
    await own.must("DELETE", `/me/sessions/${other?.id}`);
  },
  "a new password": ({ own, credentials }) =>
    own.must("POST", "/me/password", {
      current_password: credentials.password,
      new_password: `${credentials.password} anew`,
    }),
  async "a password that was reset"({ own, admin }) {
    const { url } = (await admin.must("POST", `/admin/people/${own.user_id}/reset`)) as { url: string };
    const token = new URL(url).pathname.split("/").at(-1);
    const body = { token, new_password: "a lantern that was found" };
    await new Session(own.origin).must("POST", "/auth/password/reset", body);
  },
  "an account that is disabled": ({ own, admin }) =>
    admin.must("PATCH", `/admin/people/${own.user_id}`, { disabled: true }),
  "an account that is deleted": ({ own, credentials }) =>
    own.must("DELETE", "/me", { password: credentials.password }),
};

async function greeted({
  origin,
  headers,
}: {
  origin: string;
  headers: Record<string, string>;
}): Promise<Socket> {
  const socket = await Socket.open({ origin, headers });
  const ready = new Promise<void>((resolve) => {
    socket.listen(({ type }) => {
      if (type === "ready") resolve();
    });
  });
  await within(ready, HEARD_WITHIN_MS, "ready");
  return socket;
}

interface Nodes {
  origins: readonly string[];
  admin: Session;
}

let people = 0;

/** Milliseconds from the answer to the last socket's end, and to the last node's refusal of the cookie. */
interface Over {
  sockets: number;
  cookie: number;
}

async function ends_after(
  { origins, admin }: Nodes,
  end: (ending: Ending) => Promise<unknown>,
): Promise<Over> {
  people += 1;
  const credentials = { username: `leaver_${people}`, password: `orchard lantern ${people}` };
  const [first = "", ...others] = origins;
  const own = await Session.register(first, credentials);
  const signed_in = await Session.sign_in(first, credentials);
  const victim = [signed_in, ...others.map((origin) => signed_in.by_way_of(origin))];
  const sockets: Socket[] = [];
  for (const session of victim)
    for (let each = 0; each < SOCKETS_PER_NODE; each += 1)
      sockets.push(await greeted({ origin: session.origin, headers: session.headers() }));
  const cookie = signed_in.cookie ?? null;
  // Now every node remembers who this is.
  for (const session of victim) await session.request("GET", "/me");
  const closes = sockets.map(async ({ closed }) => ({ code: (await closed).code, at: performance.now() }));

  await end({ victim, credentials, own, admin });
  const answered = performance.now();
  const forgetting = victim.map(async ({ origin }) => {
    await eventually(
      async () => {
        const { status } = await new Session(origin).request("GET", "/me", { headers: { cookie } });
        return status === 401 ? true : undefined;
      },
      origin === first ? 0 : FORGOTTEN_WITHIN_MS,
      `the cookie to be nobody's at ${origin}`,
    );
    return performance.now();
  });
  const [ended, forgotten] = await Promise.all([
    within(Promise.all(closes), HEARD_WITHIN_MS, "every socket to close"),
    Promise.all(forgetting),
  ]);
  for (const { code } of ended) assert.equal(code, SESSION_ENDED);
  return {
    sockets: Math.max(...ended.map(({ at }) => at - answered), 0),
    cookie: Math.max(...forgotten.map((at) => at - answered)),
  };
}

async function start_nodes(amount: number): Promise<{ nodes: Nodes; servers: Chatelier[] }> {
  const { new_database, redis_url } = await services();
  const database_url = await new_database();
  const servers: Chatelier[] = [];
  for (let each = 0; each < amount; each += 1)
    servers.push(await Chatelier.start({ database_url, redis_url, name: `server-${each + 1}` }));
  const origins = servers.map(({ origin }) => origin);
  const admin = await Session.register(origins[0] ?? "", {
    username: "caretaker",
    password: "orchard lantern caretaker",
  });
  // Before anything is asked in this session, so that nobody remembers that it was no administrator's.
  await sql(database_url, `update users set admin = true where id = '${admin.user_id}'`);
  return { nodes: { origins, admin }, servers };
}

async function all_ways(amount: number): Promise<void> {
  const { nodes, servers } = await start_nodes(amount);
  const late: string[] = [];
  for (const [way, end] of Object.entries(ways)) {
    const times: Over[] = [];
    while (times.length < TIMES) times.push(await ends_after(nodes, end));
    const sockets = Math.max(...times.map((over) => over.sockets));
    const cookie = Math.max(...times.map((over) => over.cookie));
    console.log(`      ${way}: sockets ${sockets.toFixed(0)} ms, cookie ${cookie.toFixed(0)} ms at most`);
    if (sockets > patient(SECOND)) late.push(`${way}: ${sockets.toFixed(0)} ms`);
  }
  assert.deepEqual(late, []);
  for (const server of servers) assert.equal((await server.stop()).code, 0);
}

export const ending_tests: readonly Test[] = [
  {
    name: "ending: whatever ends a session, its sockets close within a second [req-16] [req-17] [req-18]",
    run: () => all_ways(1),
  },
  {
    name: "ending: at two nodes as well, whichever of them was asked [req-16] [req-17] [req-18]",
    run: () => all_ways(2),
  },
];
