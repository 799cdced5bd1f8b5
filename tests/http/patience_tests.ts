/** Requests that do not come to an end: the server waits for a while, says so and closes. */
import assert from "node:assert/strict";
import { pause } from "../server/deadline.ts";
import type { Test } from "../server/suite.ts";
import { answers_to, impatient_server, with_host } from "./stage.ts";
import { Wire, type Answers } from "./wire.ts";

const line = "GET /healthz HTTP/1.1\r\n";
const post = "POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n";
const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n`;

export const cut_off: readonly (readonly [name: string, bytes: string])[] = [
  ["the method's first letter", "G"],
  ["the method", "GET"],
  ["the blank behind the method", "GET "],
  ["the target", "GET /healthz"],
  ["the blank behind the target", "GET /healthz "],
  ["the version", "GET /healthz HTTP/1.1"],
  ["the CR of the request line", "GET /healthz HTTP/1.1\r"],
  ["the request line", line],
  ["a header's name", `${line}Host`],
  ["a header's colon", `${line}Host:`],
  ["a header's value", `${line}Host: {host}`],
  ["a header", `${line}Host: {host}\r\n`],
  ["the CR of the empty line", `${line}Host: {host}\r\n\r`],
  ["the head of a body", `${post}Content-Length: 5\r\n\r\n`],
  ["a part of the body", `${post}Content-Length: 5\r\n\r\nhell`],
  ["the head of chunks", chunked],
  ["a chunk's size", `${chunked}5`],
  ["a chunk's size and CR", `${chunked}5\r`],
  ["a part of a chunk", `${chunked}5\r\nhell`],
  ["a chunk", `${chunked}5\r\nhello\r\n`],
  ["the last chunk's size", `${chunked}5\r\nhello\r\n0`],
  ["the last chunk", `${chunked}5\r\nhello\r\n0\r\n`],
  ["a trailer", `${chunked}5\r\nhello\r\n0\r\nX: a\r\n`],
];

function assert_timed_out({ statuses, codes, text }: Answers, before: readonly number[] = []): void {
  assert.deepEqual(statuses, [...before, 408], text);
  assert.deepEqual(codes, ["request/timeout"]);
}

/** They wait side by side, as they would on a server under attack. */
const under_way = new Map<string, Promise<Answers>>();

async function all_at_once(name: string): Promise<Answers> {
  const server = await impatient_server();
  if (under_way.size === 0)
    for (const [each, bytes] of cut_off) under_way.set(each, answers_to(server, bytes));
  const answers = under_way.get(name);
  if (answers === undefined) throw new Error(`no request is cut off behind ${name}`);
  return answers;
}

export const patience_tests: readonly Test[] = [
  ...cut_off.map(([name]) => ({
    name: `cut off behind ${name}: 408 and closed [req-33]`,
    run: async () => assert_timed_out(await all_at_once(name)),
  })),
  {
    name: "cut off behind the word to go on: 408 and closed [req-33]",
    async run() {
      const bytes = `${post}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`;
      assert_timed_out(await answers_to(await impatient_server(), bytes), [100]);
    },
  },
  {
    name: "a head that comes letter by letter: 408 and closed [req-33]",
    async run() {
      const server = await impatient_server();
      const wire = new Wire(server.port);
      for (const letter of with_host(`${line}Host: {host}\r\nX: ${"a".repeat(200)}`, server)) {
        if (wire.over) break;
        wire.send(letter);
        await pause(20);
      }
      assert_timed_out(await wire.end());
    },
  },
  {
    name: "line breaks for ever: 408 and closed [req-33]",
    async run() {
      const server = await impatient_server();
      const wire = new Wire(server.port);
      while (!wire.over) {
        wire.send("\r\n");
        await pause(20);
      }
      assert_timed_out(await wire.end());
    },
  },
  {
    name: "a connection on which nobody asks anything is closed without a word",
    async run() {
      const server = await impatient_server();
      assert.equal((await answers_to(server, "")).text, "");
      const once = await answers_to(server, `${line}Host: {host}\r\n\r\n`);
      assert.deepEqual(once.statuses, [200], "also after an answer");
    },
  },
];
