/** What comes with a body: trailers that change nothing, and clients that ask before they send it. */
import assert from "node:assert/strict";
import { Session } from "../server/session.ts";
import type { Chatelier } from "../server/chatelier.ts";
import type { Test } from "../server/suite.ts";
import { answers_to, last_request, patient_server, with_host } from "./stage.ts";
import { Wire } from "./wire.ts";

const head = (method: string, path: string, lines: string): string =>
  `${method} ${path} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n${lines}\r\n`;

function chunked(body: string, trailers: string): string {
  const data = body === "" ? "" : `${body.length.toString(16)}\r\n${body}\r\n`;
  return `${data}0\r\n${trailers}\r\n`;
}

let ada: Promise<Session> | undefined;

function registered(server: Chatelier): Promise<Session> {
  ada ??= Session.register(server.origin, { username: "ada", password: "analytical engine" });
  return ada;
}

export interface Trailer {
  name: string;
  bytes: (session: Session) => string;
  statuses: readonly number[];
  codes: readonly string[];
}

const room = '{"name":"engines"}';
const json = "Content-Type: application/json\r\n";
const from_us = (session: Session): string =>
  `Origin: ${session.origin}\r\nCookie: ${session.cookie ?? ""}\r\n`;

export const trailers: readonly Trailer[] = [
  {
    name: "Host",
    bytes: () => head("GET", "/healthz", "") + chunked("", "Host: evil.example\r\n"),
    statuses: [200],
    codes: [],
  },
  {
    name: "Cookie",
    bytes: ({ cookie }) => head("GET", "/api/v1/me", "") + chunked("", `Cookie: ${cookie ?? ""}\r\n`),
    statuses: [401],
    codes: ["auth/required"],
  },
  {
    name: "Authorization",
    bytes: () => head("GET", "/api/v1/me", "") + chunked("", "Authorization: Bearer whatever\r\n"),
    statuses: [401],
    codes: ["auth/required"],
  },
  {
    name: "X-CSRF-Token",
    bytes: (session) =>
      head("POST", "/api/v1/rooms", json + from_us(session)) +
      chunked(room, `X-CSRF-Token: ${session.csrf ?? ""}\r\n`),
    statuses: [403],
    codes: ["auth/csrf"],
  },
  {
    name: "Origin",
    bytes: (session) =>
      head(
        "POST",
        "/api/v1/rooms",
        `${json}Cookie: ${session.cookie ?? ""}\r\nX-CSRF-Token: ${session.csrf ?? ""}\r\n`,
      ) + chunked(room, `Origin: ${session.origin}\r\nSec-Fetch-Site: same-origin\r\n`),
    statuses: [403],
    codes: ["auth/origin"],
  },
  {
    name: "Content-Type",
    bytes: (session) =>
      head("POST", "/api/v1/rooms", `${from_us(session)}X-CSRF-Token: ${session.csrf ?? ""}\r\n`) +
      chunked(room, json),
    statuses: [415],
    codes: ["request/unsupported_media_type"],
  },
  {
    name: "Connection",
    bytes: () => head("GET", "/healthz", "") + chunked("", "Connection: close\r\n"),
    statuses: [200],
    codes: [],
  },
];

export const trailer_tests: readonly Test[] = trailers.map((trailer) => ({
  name: `a trailer counts for nothing: ${trailer.name} [req-33]`,
  async run() {
    const server = await patient_server();
    const session = await registered(server);
    const { statuses, codes, text } = await answers_to(server, trailer.bytes(session) + last_request);
    assert.deepEqual(statuses, [...trailer.statuses, 200], text);
    assert.deepEqual(codes, trailer.codes);
  },
}));

const body = '{"login":"nobody.here","password":"orchard lantern"}';
export const asking = (version: string, framing: string): string =>
  `POST /api/v1/auth/login HTTP/${version}\r\nHost: {host}\r\n${json}${framing}\r\nExpect: 100-continue\r\n\r\n`;

/** Ways to announce a body, and the body as it is sent when the server has said to go on. */
export const announced = [
  { how: "a length", framing: `Content-Length: ${body.length}`, content: body },
  { how: "chunks", framing: "Transfer-Encoding: chunked", content: chunked(body, "") },
] as const;

async function asks_first(framing: string, content: string): Promise<void> {
  const server = await patient_server();
  const wire = new Wire(server.port);
  wire.send(with_host(asking("1.1", framing), server));
  await wire.until("100 Continue", ({ text }) => text === "HTTP/1.1 100 Continue\r\n\r\n");
  wire.send(content + with_host(last_request, server));
  assert.deepEqual((await wire.end()).statuses, [100, 401, 200]);
}

export const expect_tests: readonly Test[] = [
  ...announced.map(({ how, framing, content }) => ({
    name: `Expect: 100-continue is told to go on with ${how} [req-33]`,
    run: () => asks_first(framing, content),
  })),
  {
    name: "Expect: 100-continue of HTTP/1.0 counts for nothing [req-33]",
    async run() {
      const bytes = asking("1.0", `Content-Length: ${body.length}`) + body;
      assert.deepEqual((await answers_to(await patient_server(), bytes)).statuses, [401]);
    },
  },
  {
    name: "Expect: 100-continue with a head that is refused is not told to go on [req-33]",
    async run() {
      const bytes = asking("1.1", "Content-Length: 5").replace("{host}", "evil.example");
      assert.deepEqual((await answers_to(await patient_server(), bytes)).statuses, [421]);
    },
  },
];
