/**
 * SIGTERM under full load (P8): people talk over sockets and by REST, others
 * read, come and go, one does not read and one does not finish its request.
 */
import assert from "node:assert/strict";
import { Chatelier } from "../server/chatelier.ts";
import { pause, within } from "../server/deadline.ts";
import { Wire } from "../http/wire.ts";
import { Load } from "./load.ts";
import { say, under_fire } from "./stage.ts";

const DRAIN_SECONDS = 4;
const TALK_MS = 1_500;
const ENDS_WITHIN_MS = 30_000;
const AT_ONCE_MS = 500;
const EVENTS_PER_PAGE = 1_000;

const connects = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: "close" } }).then(
    () => true,
    () => false,
  );

/** A request whose head or body is not complete yet. */
function begin(server: Chatelier, first: string): { finish: (rest: string) => Promise<number[]> } {
  const wire = new Wire(server.port);
  wire.send(first.replaceAll("{host}", `localhost:${server.port}`));
  return {
    finish: async (rest) => {
      wire.send(rest);
      return (await wire.end()).statuses;
    },
  };
}

/** Of every message in the log of the rooms, by the server's own words. */
async function stored_nonces(server: Chatelier, load: Load): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const session = load.sessions[0]?.by_way_of(server.origin);
  if (session === undefined) throw new Error("nobody is there to read");
  for (const room of load.rooms) {
    for (let after = 0; ; ) {
      const path = `/rooms/${room}/events?after=${after}&limit=${EVENTS_PER_PAGE}`;
      const { events } = (await session.must("GET", path)) as {
        events: { seq: number; type: string; message?: { nonce?: string } }[];
      };
      for (const { seq, message } of events) if (message?.nonce !== undefined) found.set(message.nonce, seq);
      const last = events.at(-1)?.seq;
      if (last === undefined) break;
      after = last;
    }
  }
  return found;
}

export const shutdown_tests = [
  under_fire("[P8] SIGTERM under full load loses nothing and answers everybody", async (stage) => {
    const server = await stage.server({ flags: ["--drain-seconds", String(DRAIN_SECONDS)] });
    const load = await Load.begin(server);
    await pause(TALK_MS);
    const host = "Host: {host}\r\n";
    const readiness = begin(server, `GET /readyz HTTP/1.1\r\n${host}`);
    const never_finished = begin(
      server,
      `POST /api/v1/auth/login HTTP/1.1\r\n${host}Content-Length: 90\r\n\r\n{`,
    );
    const kept = await server.keep_asking("/readyz");
    await pause(50);

    const signalled = performance.now();
    server.child.signal("SIGTERM");
    await within(
      server.child.line(/server\.draining/, AT_ONCE_MS),
      AT_ONCE_MS,
      "the server to begin its end",
    );
    assert.equal((await kept.first((status) => status !== 200)).status, 503, "/readyz at once");
    assert.deepEqual(await readiness.finish("\r\n"), [503], "a request that had begun is answered");
    assert.ok(performance.now() - signalled < AT_ONCE_MS, "/readyz at once");
    assert.equal(await connects(server.port), false, "a new connection is taken");

    const { code, signal } = await within(server.child.exited, ENDS_WITHIN_MS, "the server to end");
    const took = performance.now() - signalled;
    assert.equal(code, 0, `ended with ${signal ?? code}`);
    await load.over();
    assert.ok((await never_finished.finish("")).length <= 1);
    const closes = load.closes.map(({ at, ...close }) => ({ ...close, after: at - signalled }));
    const spread = closes.map(({ after }) => after).toSorted((a, b) => a - b);
    say(
      `ended after ${(took / 1_000).toFixed(1)} s; ${load.acknowledged.size} messages acknowledged, ` +
        `${load.undecided.size} undecided, ${[...load.statuses].map(([status, count]) => `${count} × ${status}`).join(", ")}, ` +
        `${load.unanswered} requests unanswered; ${closes.length} sockets closed after ${spread[0]?.toFixed(0)} to ${spread.at(-1)?.toFixed(0)} ms`,
    );

    assert.deepEqual(load.troubles, [], "everything was answered as if nothing were the matter");
    assert.equal(load.unanswered, 0, "a request that the server had was answered");
    for (const { code: why, reason } of closes) {
      assert.equal(why, 1012, `${why} ${reason}`);
      assert.match(reason, /retry=\d+$/);
    }
    const hints = new Set(closes.map(({ reason }) => reason));
    assert.ok(hints.size > closes.length / 2, "those who were told are not told the same moment to return");
    const half = spread.filter((after) => after < (DRAIN_SECONDS * 1_000) / 2).length / spread.length;
    assert.ok(half > 0.2 && half < 0.8, `${100 * half} % of them were closed in the first half of the time`);

    const again = await stage.server({ database_url: server.options.database_url });
    const stored = await stored_nonces(again, load);
    const missing = [...load.acknowledged].filter(([nonce, seq]) => stored.get(nonce) !== seq);
    assert.ok(load.acknowledged.size > 100, "there was a load");
    const untold = [...load.undecided].filter((nonce) => stored.has(nonce));
    assert.deepEqual(untold, [], "in the log, and nobody was told");
    assert.deepEqual(missing, [], "acknowledged, and not in the log under that seq");
  }),
];
