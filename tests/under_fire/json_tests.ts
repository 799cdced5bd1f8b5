/** Hostile JSON as the body of a request and as a frame of a socket: refused in words, taken as it is meant, never a crash. */
import assert from "node:assert/strict";
import type { Test } from "../server/suite.ts";
import {
  broken,
  disputed,
  literals,
  not_taken,
  raw,
  sly,
  sound,
  taken_as_json,
  too_free,
  wrong_numbers,
  type Case,
} from "./json_cases.ts";
import { spoken, type Speaker } from "./speaker.ts";

const MALFORMED = "request/malformed_json";
const FRAME_OR_BODY_KIB = 64;

/** Too large comes before malformed; and no body at all is a message without its fields. */
function expected_code({ bytes }: Case, code: string): string {
  if (bytes.length === 0) return "request/invalid";
  return bytes.length > FRAME_OR_BODY_KIB * 1_024 ? "request/too_large" : code;
}

const expected_frame_code = ({ bytes }: Case, code: string): string =>
  bytes.length > FRAME_OR_BODY_KIB * 1_024 ? "closed 1009" : code;

async function refused(speaker: Speaker, one: Case, code: string, frame_code: string): Promise<void> {
  const { status, code: by_rest } = await speaker.post(one.bytes);
  assert.equal(by_rest, expected_code(one, code), `${one.name} by REST: ${status}`);
  assert.ok(status === 400 || status === 413, `${one.name} by REST: ${status}`);
  const { code: by_socket } = await speaker.frame(one.bytes);
  assert.equal(by_socket, expected_frame_code(one, frame_code), `${one.name} over a socket`);
}

const all_refused = (what: string, cases: readonly Case[], code: string, frame_code: string): Test =>
  spoken(`${cases.length} ${what}`, async (speaker) => {
    for (const one of cases) await refused(speaker, one, code, frame_code);
    assert.deepEqual(await speaker.messages(), []);
  });

export const json_tests: readonly Test[] = [
  all_refused("texts that no parser may take [req-46]", broken, MALFORMED, MALFORMED),
  all_refused("texts that our rules refuse [req-46]", too_free, MALFORMED, MALFORMED),
  all_refused(
    "texts that parsers read in different ways, and we not at all [req-46]",
    not_taken,
    MALFORMED,
    MALFORMED,
  ),
  all_refused(
    "texts that parsers read in different ways, but are no message [req-46]",
    taken_as_json,
    "request/invalid",
    "protocol/frame_invalid",
  ),
  all_refused(
    "texts that are JSON, but no message [req-46]",
    sound,
    "request/invalid",
    "protocol/frame_invalid",
  ),

  spoken(`${disputed.length} texts that parsers are free with are answered [req-46]`, async (speaker) => {
    for (const one of disputed) {
      assert.ok([400, 413].includes((await speaker.post(one.bytes)).status), one.name);
      const { code } = await speaker.frame(one.bytes);
      assert.ok([MALFORMED, "protocol/frame_invalid"].includes(code), `${one.name}: ${code}`);
    }
  }),

  spoken(`${raw.length} cases of bytes that are no UTF-8 [req-46]`, async (speaker) => {
    for (const { name, bytes } of raw) {
      const { status, code } = await speaker.post(bytes);
      assert.deepEqual([status, code], [400, MALFORMED], name);
      const { code: by_socket } = await speaker.frame(bytes);
      assert.ok([MALFORMED, "closed 1007"].includes(by_socket), `${name}: ${by_socket}`);
    }
  }),

  spoken(`${sly.length} messages that are JSON at first sight only [req-46]`, async (speaker) => {
    for (const one of sly) {
      const { status, code } = await speaker.post(speaker.dress(one, "body"));
      assert.deepEqual([status, code], [400, MALFORMED], one.name);
      assert.equal((await speaker.frame(speaker.dress(one, "frame"))).code, MALFORMED, one.name);
    }
    assert.deepEqual(await speaker.messages(), []);
  }),

  spoken(`${wrong_numbers.length} numbers that are no seq [req-41] [P16]`, async (speaker) => {
    for (const { literal, code } of wrong_numbers) {
      const one = { name: literal, bytes: Buffer.from(`{HEAD"text":"a","reply_to":${literal}}`) };
      const errors = JSON.stringify([{ field: "reply_to", code }]);
      const by_rest = await speaker.post(speaker.dress(one, "body"));
      assert.deepEqual([by_rest.code, by_rest.errors], ["request/invalid", errors], literal);
      const by_socket = await speaker.frame(speaker.dress(one, "frame"));
      assert.deepEqual([by_socket.code, by_socket.errors], ["request/invalid", errors], literal);
    }
  }),

  spoken(
    `${literals.length} strings mean what they say, and a mark of byte order inside one is kept [req-46]`,
    async (speaker) => {
      const texts: string[] = [];
      for (const { name, literal, text } of [
        ...literals,
        { name: "mark", literal: '"\ufeffa"', text: "\ufeffa" },
      ]) {
        const one = { name, bytes: Buffer.from(`{HEAD"text":${literal}}`) };
        const reply = await speaker.post(speaker.dress(one, "body"));
        assert.deepEqual([reply.status, reply.text], [201, text], name);
        const { event } = await speaker.frame(speaker.dress(one, "frame"));
        assert.equal(event?.type, "ack", name);
        texts.push(text, text);
      }
      assert.deepEqual(await speaker.messages(), texts);
    },
  ),
];
