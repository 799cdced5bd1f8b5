/** Connections that come to nothing: upgrades that stop half way, requests that are wrong, readers that stop reading. */
import { connect } from "node:net";
import { pause } from "../server/deadline.ts";
import { come } from "../under_fire/crowd.ts";
import { WRONG_ON_PURPOSE } from "./resident.ts";
import { address_of, type World } from "./world.ts";

const upgrade = (port: number, address: string, cookie: string): string =>
  [
    "GET /api/v1/ws HTTP/1.1",
    `Host: localhost:${port}`,
    `Origin: http://localhost:${port}`,
    `X-Forwarded-For: ${address}`,
    `Cookie: ${cookie}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: chatelier.v1",
    "",
    "",
  ].join("\r\n");

/** Longer than the server waits for a header, at times: then the server hangs up. */
const LINGERS_BELOW_MS = 13_000;

/** A part of the request or all of it, then silence, then the end from either side. */
export async function abandon_upgrade(world: World): Promise<void> {
  const { port } = world.server;
  const { session, address } = world.anybody();
  const text = upgrade(port, address, session.cookie ?? "");
  const share = world.pick([0, 0.3, 0.9, 1]);
  const line = connect({ port, host: "127.0.0.1" });
  const over = new Promise<void>((resolve) => line.once("close", () => resolve()));
  line.on("error", () => undefined);
  line.resume();
  line.write(text.slice(0, Math.floor(text.length * share)));
  await Promise.race([pause(world.below(LINGERS_BELOW_MS)), over]);
  line.destroy();
  await over;
}

const SOME_ROOM = "b0000000-0000-7000-8000-ffffffffffff";
const wrong_requests: readonly [string, string, string | undefined][] = [
  ["GET", "/nowhere", undefined],
  ["GET", "/rooms/no-room/messages", undefined],
  ["GET", `/rooms/${SOME_ROOM}/messages`, undefined],
  ["POST", `/rooms/${SOME_ROOM}/messages`, '{"nonce":'],
  ["POST", "/rooms", '{"name":""}'],
  ["GET", "/users?limit=5000", undefined],
  ["DELETE", "/rooms", undefined],
];

export async function ask_wrongly(world: World): Promise<void> {
  const { session, address } = world.anybody();
  const [method, path, raw] = world.pick(wrong_requests);
  const headers = { "x-forwarded-for": address };
  const reply = await session.request(method, path, raw === undefined ? { headers } : { headers, raw });
  if (reply.status < 400 || reply.status >= 500) throw new Error(`${method} ${path}: ${reply.status}`);
}

const wrong_frames: readonly object[] = [
  { type: "nothing.known", id: WRONG_ON_PURPOSE },
  { type: "message.send", id: WRONG_ON_PURPOSE, room: SOME_ROOM, text: "nobody hears this" },
  { type: "message.send", id: WRONG_ON_PURPOSE, room: "no room", text: 7 },
];

export function send_wrongly(world: World): void {
  world.anybody().send(world.pick(wrong_frames));
}

const MISSED = 800;
const STOPS_FOR_MS = 20_000;

/** One more socket, which asks for hundreds of events and reads none of them for a while. */
export async function read_slowly(world: World): Promise<void> {
  const resident = world.anybody();
  const claims = Object.fromEntries(
    resident.rooms.map((room) => [room, Math.max(0, resident.cursor(room) - MISSED)]),
  );
  const from = address_of(1_000 + world.below(200));
  const somebody = { cookie: resident.session.cookie ?? "", rooms: resident.rooms };
  const socket = await come(world.server, somebody, { from, claims });
  socket.stop_reading();
  await pause(world.below(STOPS_FOR_MS));
  if (world.random() < 0.5) {
    socket.read_on();
    await Promise.race([pause(1_000), socket.closed]);
  }
  socket.drop();
  await socket.closed;
}
