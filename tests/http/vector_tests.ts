/** The vectors: what is refused ends the connection and nothing behind it is read; what is sound is answered in order. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../server/place.ts";
import type { Test } from "../server/suite.ts";
import { answered } from "./answered.ts";
import { refused } from "./refused.ts";
import { answers_to, last_request, patient_server } from "./stage.ts";
import type { Answers } from "./wire.ts";

const errors = JSON.parse(
  readFileSync(join(product.root, "src/protocol/schema/errors.json"), "utf8"),
) as Record<string, { status: number }>;

/** Of one connection. */
const REQUESTS_AT_MOST = 1_000;

function assert_refused({ statuses, codes, text }: Answers, code: string, before: readonly number[]): void {
  assert.deepEqual(codes, [code], text);
  assert.deepEqual(statuses, [...before, errors[code]?.status], "nothing behind it was answered");
  const last = text.slice(text.lastIndexOf("HTTP/1.1 "));
  assert.match(last, /^connection: close\r$/im, "it says that the connection ends");
  assert.match(last, /^x-request-id: [\w-]{8,}\r$/im);
  assert.match(last, /^content-security-policy: default-src 'none'/im);
  assert.match(last, /^cache-control: no-store\r$/im);
}

export const refusal_tests: readonly Test[] = refused.map(({ name, bytes, code }) => ({
  name: `refused: ${name} [req-33]`,
  async run() {
    const server = await patient_server();
    assert_refused(await answers_to(server, bytes + last_request), code, []);
  },
}));

/** Requests of which some proxies and servers have made two. */
export const pipeline_tests: readonly Test[] = [
  {
    name: "what comes before a refused request is answered, what comes behind it is not [req-33]",
    async run() {
      const server = await patient_server();
      const sound = last_request.replace("Connection: close\r\n", "");
      const rows = refused.filter(({ bytes }) => bytes.length < 1_000);
      const wrong: string[] = [];
      for (const { name, bytes, code } of rows) {
        const answers = await answers_to(server, sound + sound + bytes + last_request);
        if (answers.statuses.join() !== [200, 200, errors[code]?.status].join())
          wrong.push(`${name}: ${answers.statuses.join()}`);
      }
      assert.deepEqual(wrong, []);
    },
  },
  {
    name: "a request that ends the connection is the last one that is read [req-33]",
    async run() {
      const server = await patient_server();
      const { statuses } = await answers_to(server, last_request + last_request);
      assert.deepEqual(statuses, [200]);
      const old = "GET /healthz HTTP/1.0\r\n\r\n";
      assert.deepEqual((await answers_to(server, old + old)).statuses, [200], "HTTP/1.0 ends by itself");
    },
  },
  {
    name: "the last request that a connection may ask is told so, and none before it [req-33]",
    async run() {
      const server = await patient_server();
      const sound = last_request.replace("Connection: close\r\n", "");
      const { statuses, text } = await answers_to(server, sound.repeat(REQUESTS_AT_MOST));
      assert.equal(statuses.length, REQUESTS_AT_MOST);
      const heads = text.split("HTTP/1.1 ").slice(1);
      const closing = heads.map((head) => /^connection: close\r$/im.test(head));
      assert.equal(closing.indexOf(true), REQUESTS_AT_MOST - 1);
    },
  },
];

export const answer_tests: readonly Test[] = answered.map((row) => ({
  name: `answered: ${row.name} [req-33]`,
  async run() {
    const { statuses, text } = await answers_to(await patient_server(), row.bytes + last_request);
    assert.deepEqual(statuses, [...row.statuses, 200], text);
  },
}));
