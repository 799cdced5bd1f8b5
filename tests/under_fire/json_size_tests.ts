/** JSON as large and as deep as it comes: what is above the limit of bodies and frames is refused for its size, what just fits is read to the end of our patience. */
import assert from "node:assert/strict";
import { Wire } from "../http/wire.ts";
import type { Test } from "../server/suite.ts";
import { forget_peak, peak_kib, resident_kib } from "./process.ts";
import { spoken, type Speaker } from "./speaker.ts";
import { say } from "./stage.ts";

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

const LIMIT = 64 * 1_024;
const LEVELS = 32;

const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** A message around this text, in as many bytes as it takes to come to exactly so many. */
function sized(
  speaker: Speaker,
  as: "body" | "frame",
  text: (bytes: number) => string,
  bytes: number,
): Buffer {
  const dress = (inside: string): Buffer =>
    speaker.dress({ name: "", bytes: Buffer.from(`{HEAD"text":${inside}}`) }, as);
  const message = dress(text(bytes - dress("").length));
  // Blanks mean nothing, and count.
  return Buffer.concat([message, Buffer.alloc(bytes - message.length, " ")]);
}

const as_deep_as_fits = (bytes: number): string => nested(Math.floor(bytes / 2));
const as_long_as_fits = (bytes: number): string => `"${"x".repeat(bytes - 2)}"`;

interface Sized {
  what: string;
  text: (bytes: number) => string;
  bytes: number;
  body: readonly [status: number, code: string];
  frame: string;
}

const invalid = "request/invalid";
const malformed = "request/malformed_json";
const too_large = "request/too_large";
const sizes: readonly Sized[] = [
  {
    what: "lists as deep as a message may have them",
    text: () => nested(LEVELS - 1),
    bytes: 1_000,
    body: [400, invalid],
    frame: invalid,
  },
  {
    what: "lists one level deeper",
    text: () => nested(LEVELS),
    bytes: 1_000,
    body: [400, malformed],
    frame: malformed,
  },
  {
    what: "as many levels as fit below the limit of size",
    text: as_deep_as_fits,
    bytes: LIMIT,
    body: [400, malformed],
    frame: malformed,
  },
  {
    what: "the same in one byte more",
    text: as_deep_as_fits,
    bytes: LIMIT + 1,
    body: [413, too_large],
    frame: "closed 1009",
  },
  {
    what: "100,000 levels, opened and closed",
    text: () => nested(100_000),
    bytes: 200_300,
    body: [413, too_large],
    frame: "closed 1009",
  },
  {
    what: "one string as long as fits below the limit of size",
    text: as_long_as_fits,
    bytes: LIMIT,
    body: [400, invalid],
    frame: invalid,
  },
  {
    what: "the same string in one byte more",
    text: as_long_as_fits,
    bytes: LIMIT + 1,
    body: [413, too_large],
    frame: "closed 1009",
  },
  {
    what: "10 MB in one string",
    text: as_long_as_fits,
    bytes: 10 * MIB,
    body: [413, too_large],
    frame: "closed 1009",
  },
];

async function on_both_sides(speaker: Speaker): Promise<void> {
  for (const { what, text, bytes, body, frame } of sizes) {
    const { status, code } = await speaker.post(sized(speaker, "body", text, bytes));
    assert.deepEqual([status, code], body, `${what} as a body`);
    assert.equal(
      (await speaker.frame(sized(speaker, "frame", text, bytes))).code,
      frame,
      `${what} as a frame`,
    );
  }
  assert.deepEqual(await speaker.messages(), []);
}

export const json_size_tests: readonly Test[] = [
  spoken("10 MB in one string and 100,000 lists in each other cost nothing [req-46]", oversized),
  spoken(
    `${sizes.length} sizes and depths on both sides of their limits: 32 levels, 64 KiB, 413 and 1009 [req-46]`,
    on_both_sides,
  ),
];
