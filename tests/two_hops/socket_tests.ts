/** Sound WebSockets through the one in front: whole, in pieces, beside requests, and what stands in a frame or behind the last one is no request. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ServerEvent } from "../../web/src/protocol.ts";
import { close, more, ping, text, unfinished } from "../conformance/case.ts";
import { opcode, type Frame } from "../conformance/frames.ts";
import { Peer } from "../conformance/peer.ts";
import type { Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import { ask, Marker } from "./accounts.ts";
import { hop, type Hop, type HopName } from "./hops.ts";
import { member } from "./vectors.ts";

const NORMAL = 1000;
/** Several reads of whoever passes it on. */
const LONG = 4_000;

const frame = (content: object): Frame => text(JSON.stringify(content));

function events(peer: Peer): ServerEvent[] {
  const texts = peer.heard.filter(({ opcode: kind }) => kind === opcode.text);
  return texts.map(({ payload }) => JSON.parse(payload.toString()) as ServerEvent);
}

function texts_of(peer: Peer): string[] {
  return events(peer).flatMap((event) => (event.type === "message.created" ? [event.message.text] : []));
}

async function socket(there: Hop, { origin, cookie }: Session): Promise<Peer> {
  const lines = { Origin: origin, Cookie: cookie ?? "" };
  const peer = await Peer.greeted({ port: there.port, line: there.line, lines });
  peer.send(frame({ type: "resume", rooms: {} }));
  await peer.until("resumed", () => events(peer).some(({ type }) => type === "resumed"));
  return peer;
}

interface Talk {
  room: string;
  writer: Peer;
  reader: Peer;
}

async function talk(there: Hop): Promise<Talk> {
  const name = randomUUID().slice(0, 8);
  const [writing, reading] = [await member(there, `w_${name}`), await member(there, `r_${name}`)];
  const made = (await writing.must("POST", "/rooms", { name: `Room ${name}` })) as { room: { id: string } };
  await reading.must("POST", `/rooms/${made.room.id}/join`);
  return {
    room: made.room.id,
    writer: await socket(there, writing),
    reader: await socket(there, reading),
  };
}

const message = (room: string, words: string): Buffer =>
  Buffer.from(JSON.stringify({ type: "message.send", id: "m", room, nonce: randomUUID(), text: words }));

async function goodbye(there: Hop, ...peers: readonly Peer[]): Promise<void> {
  for (const peer of peers) {
    peer.send(close());
    await peer.until("the close frame", () => peer.closed !== undefined);
    assert.equal(peer.closed?.payload.readUInt16BE(0), NORMAL, peer.account());
    assert.equal(peer.broken, undefined);
    await peer.end();
  }
  for (let asked = 0; asked < 3; asked += 1) await ask(there);
}

async function says_in_every_way(there: Hop): Promise<void> {
  const { room, writer, reader } = await talk(there);
  const said = ["whole", "in pieces", "in fragments", "é".repeat(LONG)];
  writer.send(text(message(room, "whole")));
  await ask(there);
  await writer.send_in_pieces(1, text(message(room, "in pieces")));
  const fragments = message(room, "in fragments");
  writer.send(text(fragments.subarray(0, 20), unfinished), ping("between"), more(fragments.subarray(20)));
  await ask(there);
  writer.send(text(message(room, said.at(-1) ?? "")));
  for (const peer of [writer, reader])
    await peer.until("every message", () => texts_of(peer).length >= said.length);
  assert.deepEqual(texts_of(reader), said);
  assert.deepEqual(texts_of(writer), said);
  const pongs = writer.heard.filter(({ opcode: kind }) => kind === opcode.pong);
  assert.deepEqual(
    pongs.map(({ payload }) => payload.toString()),
    ["between"],
  );
  await goodbye(there, writer, reader);
}

async function hides_a_request(there: Hop): Promise<void> {
  const { room, writer, reader } = await talk(there);
  const inside = new Marker(there);
  const behind = new Marker(there);
  writer.send(text(inside.bytes), text(message(room, inside.bytes)));
  await reader.until("the message", () => texts_of(reader).length > 0);
  assert.deepEqual(texts_of(reader), [inside.bytes]);
  assert.ok(events(writer).some((event) => event.type === "error" && event.code.startsWith("request/")));
  writer.send(close());
  writer.send_bytes(Buffer.from(behind.bytes));
  await writer.end();
  await goodbye(there, reader);
  for (const marker of [inside, behind]) assert.equal(marker.seen_by(there), 0);
  assert.ok(!writer.head.includes("200"), "nobody answered it");
}

export const socket_tests = (front: HopName): Test[] => [
  {
    name: `${front}: two sockets hear what is said whole, in pieces and in fragments, beside requests [req-33]`,
    run: async () => says_in_every_way(await hop(front)),
  },
  {
    name: `${front}: a request inside a frame or behind the last one is none [req-33]`,
    run: async () => hides_a_request(await hop(front)),
  },
];
