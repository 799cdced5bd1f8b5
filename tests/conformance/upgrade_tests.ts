/** The upgrade at the server itself: what is agreed upon, what is declined, and what gets no socket. */
import assert from "node:assert/strict";
import type { Chatelier } from "../server/chatelier.ts";
import type { Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import { last_request, with_host } from "../http/stage.ts";
import { Wire, type Answers } from "../http/wire.ts";
import { code, ping, text } from "./case.ts";
import { Peer, upgrade_request } from "./peer.ts";
import { lines_of, member, server } from "./stage.ts";

type Lines = Readonly<Record<string, string>>;

const field = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, "im").exec(head)?.[1];

async function asked(lines: Lines = {}): Promise<{ it: Chatelier; session: Session; all: Lines }> {
  const it = await server();
  const session = await member(it);
  return { it, session, all: { ...lines_of(session), ...lines } };
}

/** What is said to who does not get the WebSocket. */
async function refused(request: string, port: number): Promise<Answers> {
  const wire = new Wire(port);
  wire.send(request);
  return wire.end();
}

const agreed: Test[] = [
  {
    name: "upgrade: the answer proves that the key was read, and says no version of ours [req-31]",
    async run() {
      const { it, all } = await asked();
      const peer = await Peer.greeted({ port: it.port, lines: all });
      assert.equal(field(peer.head, "sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assert.equal(field(peer.head, "sec-websocket-protocol"), "chatelier.v1");
      assert.doesNotMatch(peer.head, /^server:.*[/\d]/im);
      peer.drop();
    },
  },
  {
    name: "upgrade: of several subprotocols ours is chosen [P16]",
    async run() {
      const { it, all } = await asked({ "Sec-WebSocket-Protocol": "chat, chatelier.v1, chatelier.v2" });
      const peer = await Peer.greeted({ port: it.port, lines: all });
      assert.equal(field(peer.head, "sec-websocket-protocol"), "chatelier.v1");
      peer.drop();
    },
  },
  ...[
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits; server_no_context_takeover",
    "permessage-deflate, x-webkit-deflate-frame, permessage-bzip2",
  ].map((offer) => ({
    name: `upgrade: ${offer} is declined, and a compressed frame is none`,
    async run(): Promise<void> {
      const { it, all } = await asked({ "Sec-WebSocket-Extensions": offer });
      const peer = await Peer.greeted({ port: it.port, lines: all });
      assert.equal(field(peer.head, "sec-websocket-extensions"), undefined);
      peer.send(text("hello", { reserved: 4 }));
      await peer.end();
      assert.equal(peer.closed?.payload.readUInt16BE(0), code.protocol);
    },
  })),
  {
    name: "upgrade: frames in one packet with the request are read [req-33]",
    async run() {
      const { it, all } = await asked();
      const peer = await Peer.greeted({ port: it.port, lines: all }, ping("early"));
      await peer.until("the pong", () => peer.heard.some(({ payload }) => payload.toString() === "early"));
      peer.drop();
    },
  },
];

interface Refusal {
  name: string;
  lines: Lines;
  status: number;
}

const key = "Sec-WebSocket-Key";
const refusals: readonly Refusal[] = [
  ...["0", "8", "12", "14", "13, 8"].map((version) => ({
    name: `version ${version}`,
    lines: { "Sec-WebSocket-Version": version },
    status: 426,
  })),
  {
    name: "another subprotocol that begins like ours",
    lines: { "Sec-WebSocket-Protocol": "chatelier.v10" },
    status: 426,
  },
  { name: "another protocol that begins with this one", lines: { Upgrade: "websockets" }, status: 426 },
  { name: "a connection that is to stay as it is", lines: { Connection: "keep-alive" }, status: 426 },
  { name: "an empty key", lines: { [key]: "" }, status: 400 },
  { name: "a key that is no base64", lines: { [key]: "not-sixteen-bytes-at-all" }, status: 400 },
  { name: "a key of 15 bytes", lines: { [key]: "dGhlIHNhbXBsZSBub25j" }, status: 400 },
  { name: "a key of 17 bytes", lines: { [key]: "dGhlIHNhbXBsZSBub25jZWE=" }, status: 400 },
  { name: "a very long key", lines: { [key]: "A".repeat(1_000) }, status: 400 },
];

const refused_tests: Test[] = refusals.map(({ name, lines, status }) => ({
  name: `upgrade: ${name} is answered with ${status} [req-33]`,
  async run() {
    const { it, all } = await asked(lines);
    const {
      statuses,
      codes,
      text: said,
    } = await refused(upgrade_request({ port: it.port, lines: all }), it.port);
    assert.deepEqual(statuses, [status], said);
    assert.deepEqual(codes, [status === 426 ? "request/upgrade_required" : "request/malformed"]);
    if (status !== 426) return;
    assert.equal(field(said, "sec-websocket-version"), "13");
    assert.equal(field(said, "upgrade"), "websocket");
  },
}));

const inner = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

const bodies: readonly { name: string; lines: Lines; body: string }[] = [
  { name: "a body", lines: { "Content-Length": String(inner.length) }, body: inner },
  {
    name: "a body in chunks",
    lines: { "Transfer-Encoding": "chunked" },
    body: `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
  },
];

const odd: Test[] = [
  ...bodies.map(({ name, lines, body }) => ({
    name: `upgrade: with ${name} there is no socket, and the body is no request [req-33]`,
    async run(): Promise<void> {
      const { it, all } = await asked(lines);
      const request = upgrade_request({ port: it.port, lines: all }) + body;
      const answers = await refused(request + with_host(last_request, it), it.port);
      assert.deepEqual(answers.statuses, [426, 200], answers.text);
    },
  })),
  {
    name: "upgrade: by HTTP/1.0 there is no socket [req-33]",
    async run() {
      const { it, all } = await asked();
      const request = upgrade_request({ port: it.port, lines: all }).replace("HTTP/1.1", "HTTP/1.0");
      assert.deepEqual((await refused(request, it.port)).statuses, [426]);
    },
  },
  {
    name: "upgrade: by POST there is no socket [req-33]",
    async run() {
      const { it, all } = await asked({ Connection: "close, Upgrade" });
      const request = upgrade_request({ port: it.port, lines: all }).replace("GET", "POST");
      const { statuses, text: said } = await refused(request, it.port);
      assert.deepEqual(statuses, [405]);
      assert.equal(field(said, "allow"), "GET");
    },
  },
];

export const upgrade_tests: readonly Test[] = [...agreed, ...refused_tests, ...odd];
