/**
 * Who asked what through the one in front, and who was answered: every request
 * that the server saw belongs to an answer that its own sender got. Requests
 * are told apart by the trace that they carry, which stands in the server's log
 * and comes back as X-Request-Id.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Wire, type Answers } from "../http/wire.ts";
import { eventually } from "../server/deadline.ts";
import type { Hop } from "./hops.ts";

const QUIET_MS = 150;
const TOLD_WITHIN_MS = 10_000;

/** The traces of this suite's sound requests: whatever else the server has read is what a test is about. */
const own_traces = new Set<string>();

export class Marker {
  readonly trace = randomBytes(16).toString("hex");
  readonly bytes: string;

  constructor(hop: Hop, lines = "") {
    own_traces.add(this.trace);
    const parent = `traceparent: 00-${this.trace}-${randomBytes(8).toString("hex")}-01`;
    this.bytes = `GET /healthz HTTP/1.1\r\nHost: ${hop.host}\r\n${parent}\r\n${lines}\r\n`;
  }

  /** Answers to it among these. */
  answers({ text }: Answers): number {
    return text.split(new RegExp(`x-request-id: ${this.trace}`, "i")).length - 1;
  }

  /** How often the server read it as a request of its own. */
  seen_by({ backend }: Hop): number {
    return backend.read().filter((trace) => trace === this.trace).length;
  }
}

/** Requests that the server has read, whole or refused, beside the sound ones of this suite. */
export const strangers = ({ backend }: Hop): number =>
  backend.read().filter((trace) => !own_traces.has(trace)).length;

/** A sound request of somebody else gets its own answer and nothing more. */
export async function ask(hop: Hop): Promise<void> {
  const own = new Marker(hop, "Connection: close\r\n");
  const wire = new Wire(hop.line());
  wire.send(own.bytes);
  const answers = await wire.end();
  assert.deepEqual(answers.statuses, [200], `a sound request behind it: ${answers.text}`);
  assert.equal(own.answers(answers), 1, `somebody else's answer: ${answers.text}`);
  // From then on the log has everything that came before.
  const logged = (): true | undefined => (own.seen_by(hop) > 0 ? true : undefined);
  await eventually(logged, TOLD_WITHIN_MS, "the request in the server's log");
}

export interface Sending {
  marker: Marker;
  /** Answers that come in any case; without them nothing has been asked. */
  at_least?: number;
  /** What is sent when the one asked has said to go on. */
  when_told?: string;
}

/** Sends the bytes; while they and their answers lie on the line, and after it is cut, others are served as ever. */
export async function send(
  hop: Hop,
  bytes: string,
  { marker, at_least = 0, when_told }: Sending,
): Promise<Answers> {
  const wire = new Wire(hop.line());
  const filled = (text: string): string =>
    text.replaceAll("{host}", hop.host).replaceAll("{marker}", marker.bytes);
  wire.send(filled(bytes));
  if (when_told !== undefined) {
    await wire.until("an answer", ({ statuses }) => statuses.length > 0);
    if (wire.answers.statuses[0] === 100) wire.send(filled(when_told));
  }
  const enough = (): true | undefined => (wire.answers.statuses.length >= at_least ? true : undefined);
  await eventually(enough, TOLD_WITHIN_MS, "an answer");
  await wire.settled(QUIET_MS);
  await ask(hop);
  const seen = marker.seen_by(hop);
  const answered = (): true | undefined => (marker.answers(wire.answers) >= seen ? true : undefined);
  await eventually(
    answered,
    hop.answers_within_ms,
    `an answer to each of ${seen} requests that the server saw`,
  );
  wire.drop();
  await ask(hop);
  assert.equal(marker.seen_by(hop), seen, "the marker was read when its sender had gone");
  return wire.answers;
}
