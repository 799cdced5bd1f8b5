/** Peers that do not behave, at the server itself: they flood, fall silent, or never let go. */
import assert from "node:assert/strict";
import type { Chatelier } from "../server/chatelier.ts";
import { eventually, pause } from "../server/deadline.ts";
import type { Test } from "../server/suite.ts";
import { close, more, ping, text, unfinished } from "./case.ts";
import { opcode } from "./frames.ts";
import { Peer } from "./peer.ts";
import { lines_of, member, server } from "./stage.ts";

const SLOW = 4008;
const OUTBOX_BYTES = 256 << 10;
const LET_GO_WITHIN_MS = 9_000;

async function peer_of(it: Chatelier): Promise<Peer> {
  return Peer.greeted({ port: it.port, lines: lines_of(await member(it)) });
}

/** Sockets that the server still holds, without those of the metrics' own questions. */
async function nobody_is_left(it: Chatelier): Promise<void> {
  const gone = async (): Promise<true | undefined> =>
    (await it.metric("chatelier_connections")) === 0 ? true : undefined;
  await eventually(gone, LET_GO_WITHIN_MS, "the server to have no WebSocket");
}

async function answers_soon(peer: Peer, word: string): Promise<number> {
  const asked = performance.now();
  peer.send(ping(word));
  await peer.until(`the pong to ${word}`, () =>
    peer.heard.some(({ payload }) => payload.toString() === word),
  );
  return performance.now() - asked;
}

export const peer_tests: readonly Test[] = [
  {
    name: "peers: every ping of a flood is answered, in order",
    async run() {
      const peer = await peer_of(await server());
      const words = Array.from({ length: 5_000 }, (_, at) => `ping ${at}`);
      for (let at = 0; at < words.length; at += 100) {
        peer.send(...words.slice(at, at + 100).map((word) => ping(word)));
        await peer.until("the pongs", () => peer.heard.length >= at + 100);
      }
      assert.deepEqual(
        peer.heard.map(({ opcode: kind, payload }) => `${kind} ${payload.toString()}`),
        words.map((word) => `${opcode.pong} ${word}`),
      );
      peer.drop();
    },
  },
  {
    name: "peers: who floods with pings and reads no pong costs its outbox at most, and is closed [P7]",
    async run() {
      const it = await server();
      const [flood, neighbour] = [await peer_of(it), await peer_of(it)];
      flood.stop_reading();
      const hundred = Array.from({ length: 100 }, () => ping(Buffer.alloc(125)));
      const before = await it.metric("chatelier_slow_consumers_total");
      const closed = async (): Promise<true | undefined> => {
        for (let burst = 0; burst < 20; burst += 1) flood.send(...hundred);
        assert.ok((await it.metric("chatelier_outbox_bytes")) <= OUTBOX_BYTES + 1_024);
        assert.ok((await answers_soon(neighbour, `at ${performance.now()}`)) < 1_000, "others wait for it");
        return (await it.metric("chatelier_slow_consumers_total")) > before ? true : undefined;
      };
      await eventually(closed, 20_000, "the flood to be closed as slow");
      flood.read_on();
      await flood.until("the close frame", () => flood.closed !== undefined);
      assert.equal(flood.closed?.payload.readUInt16BE(0), SLOW);
      for (const peer of [flood, neighbour]) peer.drop();
      await nobody_is_left(it);
    },
  },
  ...[
    { name: "inside a frame's head", begin: Buffer.from([0x81]) },
    { name: "inside a frame", begin: Buffer.from([0x81, 0x85, 0, 0, 0, 0, 0x68]) },
  ].map(({ name, begin }) => ({
    name: `peers: who falls silent ${name} is reset [P7]`,
    async run(): Promise<void> {
      const it = await server("--heartbeat-ms", "200");
      const peer = await peer_of(it);
      peer.send_bytes(begin);
      assert.equal(await peer.end(), "reset");
      await nobody_is_left(it);
    },
  })),
  {
    name: "peers: who falls silent between two fragments, but answers pings, stays",
    async run() {
      const it = await server("--heartbeat-ms", "200");
      const peer = await peer_of(it);
      peer.send(text('{"type":', unfinished));
      const until = performance.now() + 1_500;
      let answered = 0;
      while (performance.now() < until) {
        await pause(20);
        const pings = peer.heard.filter(({ opcode: kind }) => kind === opcode.ping).length;
        for (; answered < pings; answered += 1) peer.send({ opcode: opcode.pong });
      }
      assert.ok(answered >= 2, "it was asked");
      peer.send(more('"ping","id":"1"}'));
      await peer.until("the ack", () => peer.heard.some(({ payload }) => payload.includes('"ack"')));
      peer.drop();
    },
  },
  {
    name: "peers: who ends its side without a close frame is let go",
    async run() {
      const it = await server();
      const peer = await peer_of(it);
      peer.end_sending();
      assert.notEqual(await peer.end(), "open");
      await nobody_is_left(it);
    },
  },
  {
    name: "peers: who has said goodbye and goes on talking is reset after a while",
    async run() {
      const it = await server();
      const peer = await peer_of(it);
      peer.send(close());
      await peer.until("the close frame", () => peer.closed !== undefined);
      const begun = performance.now();
      await peer.talks_until_reset(LET_GO_WITHIN_MS);
      assert.ok(performance.now() - begun > 1_000, "its words are taken for a moment");
      await nobody_is_left(it);
    },
  },
];
