/**
 * Everybody comes back at once (P14): the server dies with all its sockets and is started again, and each client
 * tries again the moment it is there. `-- --clients=1000` plays it with fewer.
 */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import type { Chatelier } from "../server/chatelier.ts";
import { pause, TooLate, within } from "../server/deadline.ts";
import type { Socket } from "../server/socket.ts";
import { UpgradeRefused } from "../server/socket.ts";
import { by_turns, come, populate, type Somebody } from "./crowd.ts";
import { ms, percentile } from "./figures.ts";
import { peak_kib, resident_kib } from "./process.ts";
import { say, under_fire } from "./stage.ts";

const CLIENTS = Number(process.argv.find((word) => word.startsWith("--clients="))?.slice(10) ?? "5000");
const ROOMS_OF_EACH = 4;
const MEMBERS = 100;
const BACK_WITHIN_MS = 60_000;
/** Who is neither brought level nor sent away would be deaf from there on. */
const RESUMED_WITHIN_MS = 15_000;
const AT_ONCE_BEFORE = 64;
/** A client that was refused waits a random time below this, as the page does at its first attempts. */
const AGAIN_BELOW_MS = 2_000;
/** What the process takes before anybody comes: code, pools, and 64 MiB for the one password that it hashes at its start. */
const BASE_KIB = 112 * 1_024;
/**
 * An idle socket is 11 KiB (docs/benchmarks.md); while it comes there are the request, the greeting with its rooms
 * and people, and the answer to its resume, all of them under way at once in the worst case.
 */
const EACH_KIB = 16;
const CAP_KIB = BASE_KIB + CLIENTS * EACH_KIB;

/** One connection to Postgres, so that far more come than fit into the line before it. */
const FLAGS = ["--trusted-proxies", "127.0.0.1", "--db-connections", "1"];

/** Rate limits count addresses, and these come from many. */
const address_of = (index: number): string => `198.51.${index >> 8}.${index & 255}`;

class Client {
  attempts = 0;
  back_after = 0;
  socket: Socket | undefined;
  readonly #somebody: Somebody;
  readonly #index: number;

  constructor(somebody: Somebody, index: number) {
    this.#somebody = somebody;
    this.#index = index;
  }

  /** Comes, and asks for all its rooms from their beginning; done when each was answered. */
  async come(server: Chatelier): Promise<void> {
    let resumed = 0;
    let all_resumed: (() => void) | undefined;
    const done = new Promise<void>((resolve) => (all_resumed = resolve));
    this.socket = await come(server, this.#somebody, {
      from: address_of(this.#index),
      claims: Object.fromEntries(this.#somebody.rooms.map((room) => [room, 0])),
      heard: ({ type }) => {
        if (type === "resumed") resumed += 1;
        if (resumed === this.#somebody.rooms.length) all_resumed?.();
      },
    });
    await within(Promise.race([done, this.socket.closed]), RESUMED_WITHIN_MS, "resumed, or to be sent away");
    if (!this.socket.open) throw new Error("closed while it resumed");
  }

  async come_back(server: Chatelier, begun: number): Promise<void> {
    for (;;) {
      this.attempts += 1;
      try {
        await this.come(server);
        this.back_after = performance.now() - begun;
        return;
      } catch (error) {
        if (error instanceof UpgradeRefused) assert.ok([429, 503].includes(error.status), error.message);
        if (error instanceof TooLate || performance.now() - begun > BACK_WITHIN_MS) throw error;
        await pause(randomInt(AGAIN_BELOW_MS));
      }
    }
  }
}

export const storm_tests = [
  under_fire(
    `[P14] ${CLIENTS.toLocaleString("en")} clients that come back at once are all back within a minute`,
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
      const clients = people.map((somebody, index) => new Client(somebody, index));
      await by_turns(clients, AT_ONCE_BEFORE, (client) => client.come(server));
      const lost = clients.flatMap(({ socket }) => (socket === undefined ? [] : [socket.closed]));
      await server.kill();
      await Promise.all(lost);

      const again = stage.keep(await server.start_again());
      const begun = performance.now();
      await Promise.all(clients.map((client) => client.come_back(again, begun)));
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
      assert.equal(await again.metric("chatelier_connections"), CLIENTS);
      assert.ok(Math.max(...took) <= BACK_WITHIN_MS);
      assert.ok(peak <= CAP_KIB, `${peak} KiB`);
    },
  ),
];
