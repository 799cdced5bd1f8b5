/** Whose address a request has: the peer's, or what a proxy says that the configuration names (requirement 32). */
import assert from "node:assert/strict";
import type { Chatelier } from "../server/chatelier.ts";
import { eventually } from "../server/deadline.ts";
import type { Test } from "../server/suite.ts";
import { answers_to, patient_server, proxied_server } from "./stage.ts";

const LOGGED_WITHIN_MS = 2_000;
let asked = 0;

/** The network that the log names as the request's. */
async function network_of(server: Chatelier, forwarded: string): Promise<string> {
  asked += 1;
  const trace = `4bf92f3577b34da6a3ce929d0e${asked.toString(16).padStart(6, "0")}`;
  const head = `GET /api/v1/me HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n`;
  await answers_to(server, `${head}traceparent: 00-${trace}-00f067aa0ba902b7-01\r\n${forwarded}\r\n`);
  const line = await eventually(
    () =>
      server.child
        .output()
        .split("\n")
        .find((each) => each.includes(trace)),
    LOGGED_WITHIN_MS,
    "the request to be in the log",
  );
  return (JSON.parse(line) as { from: string }).from;
}

export const proxy_tests: readonly Test[] = [
  {
    name: "X-Forwarded-For of anybody counts for nothing [req-32]",
    async run() {
      const server = await patient_server();
      for (const forwarded of [
        "",
        "X-Forwarded-For: 203.0.113.9\r\n",
        "Forwarded: for=203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n",
      ])
        assert.equal(await network_of(server, forwarded), "127.0.0.0", forwarded);
    },
  },
  {
    name: "X-Forwarded-For of a configured proxy counts, its last stranger alone [req-32]",
    async run() {
      const server = await proxied_server();
      const rows: readonly (readonly [forwarded: string, network: string])[] = [
        ["", "127.0.0.0"],
        ["X-Forwarded-For: 203.0.113.9\r\n", "203.0.113.0"],
        ["X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n", "203.0.113.0"],
        ["X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-For: 203.0.113.9\r\n", "203.0.113.0"],
        ["X-Forwarded-For: 203.0.113.9, 127.0.0.1\r\n", "203.0.113.0"],
        ["X-Forwarded-For: 198.51.100.7, nonsense\r\n", "127.0.0.0"],
        ["Forwarded: for=203.0.113.9\r\n", "127.0.0.0"],
      ];
      for (const [forwarded, network] of rows)
        assert.equal(await network_of(server, forwarded), network, forwarded);
    },
  },
];
