/**
 * Everybody comes back at once (P14): the server dies with all its sockets and is started again, each client tries
 * again the moment it is there, and is told what was said at another node meanwhile. `-- --clients=1000` plays it with
 * fewer.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { within } from "../server/deadline.ts";
import { by_turns, come, populate, type Somebody } from "./crowd.ts";
import { ms, percentile } from "./figures.ts";
import { peak_kib, resident_kib } from "./process.ts";
import { Returner, said_as } from "./returner.ts";
import { say, under_fire, type Stage } from "./stage.ts";

const CLIENTS = Number(process.argv.find((word) => word.startsWith("--clients="))?.slice(10) ?? "5000");
const ROOMS_OF_EACH = 4;
const MEMBERS = 100;
const BACK_WITHIN_MS = 60_000;
/** In each room: before the server dies, and while everybody is away. */
const SAID_BEFORE = 3;
const MISSED = 5;
const SAID_WITHIN_MS = 10_000;
const AT_ONCE_BEFORE = 64;
/** What the process takes before anybody comes: code, pools, and 64 MiB for the one password that it hashes at its start. */
const BASE_KIB = 112 * 1_024;
/**
 * docs/operations.md promises it. An idle socket is 11 KiB (docs/benchmarks.md); while it comes there are the request,
 * the greeting with its rooms and people, and its share of what was missed, which all members of a room are sent from
 * one copy.
 */
const EACH_KIB = 16;
const CAP_KIB = BASE_KIB + CLIENTS * EACH_KIB;

/** One connection to Postgres, so that far more come than fit into the line before it. */
const FLAGS = ["--trusted-proxies", "127.0.0.1", "--db-connections", "1"];

/** A node that is there for a while, where somebody of each room says so much into it. */
async function say_in_every_room(
  stage: Stage,
  on: Chatelier,
  people: readonly Somebody[],
  from: number,
  to: number,
): Promise<void> {
  const node = await stage.server({ database_url: on.options.database_url, name: "other-node" });
  const speakers = people.filter((_, index) => index % MEMBERS === 0);
  await by_turns(speakers, speakers.length, async (speaker) => {
    let answered: ((frame: ServerEvent) => void) | undefined;
    const heard = (frame: ServerEvent): void => {
      if (frame.type === "ack" || frame.type === "error") answered?.(frame);
    };
    const socket = await come(node, speaker, { heard });
    for (const room of speaker.rooms)
      for (let seq = from; seq <= to; seq += 1) {
        const answer = new Promise<ServerEvent>((resolve) => (answered = resolve));
        socket.send({ type: "message.send", id: "m", room, nonce: randomUUID(), text: said_as(seq) });
        const { type, ...rest } = await within(answer, SAID_WITHIN_MS, "an answer");
        assert.deepEqual([type, "seq" in rest && rest.seq], ["ack", seq]);
      }
  });
  await node.stop();
}

export const storm_tests = [
  under_fire(
    `[P5] [P14] ${CLIENTS.toLocaleString("en")} clients that come back at once are all back within a minute, with what they missed`,
    async (stage) => {
      const server = await stage.server({ rate_limits: "on", flags: FLAGS });
      const people = await populate(server.options.database_url, {
        people: CLIENTS,
        rooms: (CLIENTS * ROOMS_OF_EACH) / MEMBERS,
        members: MEMBERS,
        stride: MEMBERS,
        // Who may write is who the file names the rooms of.
        writers: MEMBERS,
      });
      await say_in_every_room(stage, server, people, 1, SAID_BEFORE);
      const clients = people.map((somebody, index) => new Returner(somebody, index));
      await by_turns(clients, AT_ONCE_BEFORE, (client) => client.come(server));
      const lost = clients.flatMap(({ socket }) => (socket === undefined ? [] : [socket.closed]));
      await server.kill();
      await Promise.all(lost);
      await say_in_every_room(stage, server, people, SAID_BEFORE + 1, SAID_BEFORE + MISSED);

      const again = stage.keep(await server.start_again());
      const begun = performance.now();
      await Promise.all(clients.map((client) => client.come_back(again, begun, BACK_WITHIN_MS)));
      const took = clients.map(({ back_after }) => back_after);
      stage.hold(clients.flatMap(({ socket }) => (socket === undefined ? [] : [socket])));
      const attempts = clients.reduce((sum, client) => sum + client.attempts, 0);
      const peak = peak_kib(again.child.pid);
      say(
        `back after p50 ${ms(percentile(took, 0.5))}, p99 ${ms(percentile(took, 0.99))}, the last ${ms(Math.max(...took))}; ${attempts} attempts`,
      );
      say(
        `${peak} KiB at most, ${resident_kib(again.child.pid)} KiB with all of them; the cap is ${CAP_KIB} KiB`,
      );
      assert.deepEqual(clients.flatMap(({ troubles }) => troubles).slice(0, 5), []);
      // Each was told in its order, and nothing twice: so it holds every event of its rooms, and no more.
      for (const { held } of clients)
        assert.deepEqual(new Set(held.values()), new Set([SAID_BEFORE + MISSED]));
      assert.equal(await again.metric("chatelier_connections"), CLIENTS);
      assert.ok(Math.max(...took) <= BACK_WITHIN_MS);
      assert.ok(peak <= CAP_KIB, `${peak} KiB`);
    },
  ),
];
