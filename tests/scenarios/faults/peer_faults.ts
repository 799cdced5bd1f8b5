/** Peers that stop reading or go without a word: they are told or closed, and nobody else waits for them (P7). */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { close_advice } from "../../../web/src/platform/socket/close_codes.ts";
import { eventually, within } from "../../server/deadline.ts";
import { Socket } from "../../server/socket.ts";
import { fault } from "./stage.ts";

const MESSAGES = 600;
const TEXT = "0123456789".repeat(390);
const UNDER_WAY_AT_MOST = 16;
/** The server's patience with somebody who takes not one byte, and some. */
const CLOSED_WITHIN_MS = 20_000;

export const peer_faults = [
  fault("somebody stops reading [P7]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const server = await stage.server({
      database_url: await postgres.new_database("app"),
      redis_url: stage.redis().url,
    });
    const people = await stage.people(server, "alice", "bob");
    const [alice, bob] = people;
    if (alice === undefined || bob === undefined) throw new Error("nobody came");
    const room = await stage.room(people);
    const stuck = await Socket.open({ origin: server.origin, headers: bob.session.headers() });
    let heard = 0;
    const ready = new Promise<void>((resolve) => {
      stuck.listen((frame) => {
        if (frame.type === "ready") {
          stuck.send({ type: "resume", rooms: { [room]: 2 } });
          resolve();
        }
        if (frame.type === "message.created") heard = frame.seq;
      });
    });
    await within(ready, 10_000, "ready for the socket that gets stuck");
    stuck.stop_reading();

    const sends: Promise<unknown>[] = [];
    for (let sent = 0; sent < MESSAGES; sent += 1) {
      if (sends.length >= UNDER_WAY_AT_MOST) await sends.shift();
      sends.push(alice.send(room, randomUUID(), TEXT));
    }
    await Promise.all(sends);
    await bob.hears(room, MESSAGES + 2);
    assert.equal(bob.closes.length, 0, "who reads is not closed");
    assert.equal(alice.closes.length, 0, "who writes is not closed");

    const closed = async (): Promise<true | undefined> =>
      (await server.metric("chatelier_slow_consumers_total")) === 1 ? true : undefined;
    await eventually(closed, CLOSED_WITHIN_MS, "the slow consumer to be counted");
    stuck.read_on();
    const end = await within(stuck.closed, CLOSED_WITHIN_MS, "the socket that got stuck to close");
    assert.equal(end.code, 4008, JSON.stringify(end));
    const advice = close_advice(end.code, end.reason);
    assert.ok(advice.name === "reconnect" && (advice.after_ms ?? 0) > 0, end.reason);
    assert.ok(heard < MESSAGES + 2, "the server did not keep all of it for somebody who does not read");
    await eventually(
      async () => {
        // A shard counts when it writes, and the one that has the fewest takes the next socket.
        const visitor = await Socket.open({ origin: server.origin, headers: bob.session.headers() });
        await new Promise<void>((resolve) => visitor.listen(() => resolve()));
        await visitor.close();
        return (await server.metric("chatelier_outbox_bytes")) === 0 ? true : undefined;
      },
      CLOSED_WITHIN_MS,
      "the bytes that waited to be let go",
    );
  }),

  fault("somebody goes without a word", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const flags = ["--heartbeat-ms", "200"];
    const server = await stage.server({
      database_url: await postgres.new_database("app"),
      redis_url: stage.redis().url,
      flags,
    });
    const people = await stage.people(server, "alice");
    await stage.room(people);
    const [alice] = people;
    const silent = await Socket.open({
      origin: server.origin,
      headers: alice?.session.headers() ?? {},
      answers_pings: false,
    });
    await within(silent.closed, 5_000, "the silent socket to be closed");
    assert.equal(alice?.closes.length, 0, "who answers pings stays");
    assert.ok(alice.connected);
  }),
];
