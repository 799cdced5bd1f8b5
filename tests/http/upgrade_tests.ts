/** Which pages may open a socket with the browser's cookie: ours, whatever else looks like it (requirement 23). */
import assert from "node:assert/strict";
import type { Chatelier } from "../server/chatelier.ts";
import { Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import { patient_server, with_host } from "./stage.ts";
import { Wire } from "./wire.ts";

let ada: Promise<Session> | undefined;

function signed_in(server: Chatelier): Promise<Session> {
  ada ??= Session.register(server.origin, { username: "lookalike", password: "analytical engine" });
  return ada;
}

/** The answer's status and code; these lines are the only ones that say where it comes from. */
async function upgrade(origins: string): Promise<{ status: number | undefined; codes: string[] }> {
  const server = await patient_server();
  const { cookie } = await signed_in(server);
  const wire = new Wire(server.port);
  const lines = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chatelier.v1\r\nCookie: ${cookie ?? ""}\r\n`;
  wire.send(with_host(`GET /api/v1/ws HTTP/1.1\r\nHost: {host}\r\n${lines}${origins}\r\n`, server));
  await wire.until("the head of an answer", ({ text }) => text.includes("\r\n\r\n"));
  const { statuses } = wire.answers;
  if (statuses[0] === 101) {
    wire.drop();
    return { status: 101, codes: [] };
  }
  return { status: statuses[0], codes: (await wire.end()).codes };
}

const foreign: readonly (readonly [what: string, origins: string])[] = [
  ["none at all", ""],
  ["an empty one", "Origin:\r\n"],
  ["null", "Origin: null\r\n"],
  ["another site", "Origin: https://evil.example\r\n"],
  ["our name as a part of another", "Origin: http://{host}.evil.example\r\n"],
  ["our name at the end of another", "Origin: http://evil-{host}\r\n"],
  ["our name before an at sign", "Origin: http://{host}@evil.example\r\n"],
  ["our name as a path", "Origin: http://evil.example/{host}\r\n"],
  ["our name with a path", "Origin: http://{host}/\r\n"],
  ["our name with a dot", "Origin: http://localhost.:{port}\r\n"],
  ["our name in capitals", "Origin: HTTP://LOCALHOST:{port}\r\n"],
  ["another scheme", "Origin: https://{host}\r\n"],
  ["the socket's own scheme", "Origin: ws://{host}\r\n"],
  ["no scheme", "Origin: {host}\r\n"],
  ["another port", "Origin: http://localhost:{port}0\r\n"],
  ["no port", "Origin: http://localhost\r\n"],
  ["our address for our name", "Origin: http://127.0.0.1:{port}\r\n"],
  ["ours and another in one line", "Origin: http://{host} https://evil.example\r\n"],
  ["ours and another in two lines", "Origin: http://{host}\r\nOrigin: https://evil.example\r\n"],
  ["ours in another field", "X-Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n"],
];

export const upgrade_tests: readonly Test[] = [
  ...foreign.map(([what, origins]) => ({
    name: `no socket for a page from ${what} [req-23]`,
    async run() {
      const { port } = await patient_server();
      const answer = await upgrade(origins.replaceAll("{port}", String(port)));
      assert.deepEqual(answer, { status: 403, codes: ["auth/origin"] });
    },
  })),
  {
    name: "a socket for our own page [req-23]",
    async run() {
      assert.equal((await upgrade("Origin: http://{host}\r\n")).status, 101);
    },
  },
];
