/** Hostile JSON as the body of a request and as a frame of a socket: refused in words, taken as it is meant, never a crash. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ErrorEvent, ServerEvent } from "../../web/src/protocol.ts";
import { Wire } from "../http/wire.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { within } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import type { Session } from "../server/session.ts";
import type { Socket } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";
import { come } from "./crowd.ts";
import {
  broken,
  disputed,
  literals,
  raw,
  sly,
  sound,
  too_free,
  wrong_numbers,
  type Case,
} from "./json_cases.ts";
import { forget_peak, peak_kib, resident_kib } from "./process.ts";
import { say, under_fire, type Stage } from "./stage.ts";

const MALFORMED = "request/malformed_json";
const FRAME_OR_BODY_KIB = 64;
const ANSWER_WITHIN_MS = 5_000;

interface Answered {
  code: string;
  errors: string;
}

/** Somebody alone in a room, who says the same by REST and over a socket. */
class Speaker {
  readonly server: Chatelier;
  readonly session: Session;
  readonly room: string;
  #socket: Socket | undefined;
  #next: ((frame: ServerEvent) => void) | undefined;

  private constructor(server: Chatelier, session: Session, room: string) {
    this.server = server;
    this.session = session;
    this.room = room;
  }

  static async begin(stage: Stage): Promise<Speaker> {
    const server = await stage.server();
    const person = await Person.register(server.origin, { username: "speaker" });
    return new Speaker(server, person.session, await open_room("Odd JSON", [person]));
  }

  async post(bytes: Buffer): Promise<Answered & { status: number; text: string | undefined }> {
    const reply = await this.session.request("POST", `/rooms/${this.room}/messages`, { raw: bytes });
    const body = reply.body as { code?: string; errors?: unknown; message?: { text: string } };
    const { code = "", errors = [], message } = body;
    return { status: reply.status, code, errors: JSON.stringify(errors), text: message?.text };
  }

  /** The answer to this frame, or the code with which the socket was closed; another socket is opened then. */
  async frame(bytes: Buffer): Promise<Answered & { event: ServerEvent | undefined }> {
    const socket = await this.socket();
    const answered = new Promise<ServerEvent>((resolve) => (this.#next = resolve));
    socket.send_text(bytes);
    const event = await within(Promise.race([answered, socket.closed]), ANSWER_WITHIN_MS, "an answer");
    if (!("type" in event)) return { code: `closed ${event.code}`, errors: "[]", event: undefined };
    const { code = "", errors = [] } = event as Partial<ErrorEvent>;
    return { code, errors: JSON.stringify(errors), event };
  }

  /** A message of the room around these fields, as a body or as a frame. */
  dress({ bytes }: Case, as: "body" | "frame"): Buffer {
    const ids = `"nonce":"${randomUUID()}",`;
    const head = as === "body" ? ids : `"type":"message.send","id":"m","room":"${this.room}",${ids}`;
    return Buffer.from(bytes.toString("utf8").replace("HEAD", head));
  }

  async messages(): Promise<string[]> {
    const page = await this.session.must("GET", `/rooms/${this.room}/messages?limit=200`);
    return (page as { messages: { text: string }[] }).messages.map(({ text }) => text);
  }

  private async socket(): Promise<Socket> {
    if (this.#socket?.open === true) return this.#socket;
    const heard = (frame: ServerEvent): void => {
      if (frame.type === "ack" || frame.type === "error") this.#next?.(frame);
    };
    this.#socket = await come(this.server, { cookie: this.session.cookie ?? "", rooms: [] }, { heard });
    return this.#socket;
  }
}

const spoken = (name: string, play: (speaker: Speaker) => Promise<void>): Test =>
  under_fire(`JSON: ${name}`, async (stage) => {
    const speaker = await Speaker.begin(stage);
    await play(speaker);
    assert.equal(speaker.server.child.ended, undefined);
    assert.equal((await speaker.server.stop()).code, 0);
  });

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

const MIB = 1 << 20;
/** What is refused for its size is not read first: ten of ten megabytes each leave no trace. */
const GROWTH_KIB = 8 * 1_024;

async function oversized(speaker: Speaker): Promise<void> {
  const { server } = speaker;
  const { pid } = server.child;
  const host = `Host: localhost:${server.port}\r\nContent-Type: application/json\r\n`;
  const body = `{"text":"${"x".repeat(10 * MIB)}"}`;
  const begin = `POST /api/v1/rooms/${speaker.room}/messages HTTP/1.1\r\n${host}`;
  const requests = [
    `${begin}Content-Length: ${body.length}\r\n\r\n${body}`,
    `${begin}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    `${begin}Content-Length: 100000\r\n\r\n${"[".repeat(100_000)}`,
  ];
  await speaker.frame(Buffer.from("{}"));
  forget_peak(pid);
  const before = resident_kib(pid);
  for (let round = 0; round < 10; round += 1) {
    for (const request of requests) {
      const wire = new Wire(server.port);
      wire.send(request);
      const { statuses, codes } = await wire.end();
      assert.deepEqual([statuses, codes], [[413], ["request/too_large"]]);
    }
    assert.equal((await speaker.frame(Buffer.from(body))).code, "closed 1009");
    assert.equal((await speaker.frame(Buffer.from("[".repeat(100_000)))).code, "closed 1009");
  }
  const growth = peak_kib(pid) - before;
  say(`${growth} KiB more at most`);
  assert.ok(growth < GROWTH_KIB, `${growth} KiB`);
}

export const json_tests: readonly Test[] = [
  all_refused("texts that no parser may take", broken, MALFORMED, MALFORMED),
  all_refused("texts that our rules refuse", too_free, MALFORMED, MALFORMED),
  all_refused("texts that are JSON, but no message", sound, "request/invalid", "protocol/frame_invalid"),

  spoken(`${disputed.length} texts that parsers are free with are answered`, async (speaker) => {
    for (const one of disputed) {
      assert.ok([400, 413].includes((await speaker.post(one.bytes)).status), one.name);
      const { code } = await speaker.frame(one.bytes);
      assert.ok([MALFORMED, "protocol/frame_invalid"].includes(code), `${one.name}: ${code}`);
    }
  }),

  spoken(`${raw.length} cases of bytes that are no UTF-8`, async (speaker) => {
    for (const { name, bytes } of raw) {
      const { status, code } = await speaker.post(bytes);
      assert.deepEqual([status, code], [400, MALFORMED], name);
      const { code: by_socket } = await speaker.frame(bytes);
      assert.ok([MALFORMED, "closed 1007"].includes(by_socket), `${name}: ${by_socket}`);
    }
  }),

  spoken(`${sly.length} messages that are JSON at first sight only`, async (speaker) => {
    for (const one of sly) {
      const { status, code } = await speaker.post(speaker.dress(one, "body"));
      assert.deepEqual([status, code], [400, MALFORMED], one.name);
      assert.equal((await speaker.frame(speaker.dress(one, "frame"))).code, MALFORMED, one.name);
    }
    assert.deepEqual(await speaker.messages(), []);
  }),

  spoken(`${wrong_numbers.length} numbers that are no seq`, async (speaker) => {
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
    `${literals.length} strings mean what they say, and a mark of byte order inside one is kept`,
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

  spoken("10 MB in one string and 100,000 lists in each other cost nothing", oversized),
];
