/** Plays a case at the echo server: in one piece, frame by frame and octet by octet, and each time with the same outcome. */
import assert from "node:assert/strict";
import { Explained, type Test } from "../server/suite.ts";
import { close, type Case, type Step } from "./case.ts";
import { encode, type Frame, type Heard } from "./frames.ts";
import { Peer } from "./peer.ts";
import { echo_port } from "./stage.ts";

type Delivery = "at once" | "frame by frame" | "octet by octet" | { pieces: number };

const said = (delivery: Delivery): string =>
  typeof delivery === "string" ? delivery : `${delivery.pieces} octets at a time`;

/** So long, nothing may come. */
const QUIET_MS = 15;
const FEW_OCTETS = 1_024;
const NORMAL = 1000;

const frames_of = (steps: readonly Step[]): Frame[] =>
  steps.filter((step): step is Frame => step !== "quiet");

function deliveries(it: Case): Delivery[] {
  if (it.pieces !== undefined) return [{ pieces: it.pieces }];
  // What matters there is when which octet comes.
  if (it.steps.includes("quiet")) return ["at once"];
  const frames = frames_of(it.steps);
  const few = Buffer.concat(frames.map(encode)).length <= FEW_OCTETS;
  return [
    "at once",
    ...(frames.length > 1 ? ["frame by frame" as const] : []),
    ...(few ? ["octet by octet" as const] : []),
  ];
}

async function send(peer: Peer, frames: readonly Frame[], delivery: Delivery): Promise<void> {
  if (delivery === "at once") return peer.send(...frames);
  const pieces =
    delivery === "octet by octet" ? 1 : delivery === "frame by frame" ? Infinity : delivery.pieces;
  if (pieces !== Infinity) return peer.send_in_pieces(pieces, ...frames);
  for (const frame of frames) await peer.send_in_pieces(Infinity, frame);
}

/** Frames up to the next "quiet", and what is behind it. */
function until_quiet(steps: readonly Step[]): [Frame[], Step[]] {
  const at = steps.indexOf("quiet");
  const end = at < 0 ? steps.length : at;
  return [frames_of(steps.slice(0, end)), steps.slice(end + 1)];
}

/** A frame's whole payload says nothing in a message of error when it is long. */
const told = ({ opcode, payload }: Heard): string =>
  `${opcode}:${payload.length}:${payload.toString("latin1", 0, 200)}`;

async function play(it: Case, delivery: Delivery): Promise<void> {
  const peer = await Peer.greeted({ port: await echo_port(), lines: { Authorization: "Bearer echo" } });
  try {
    let steps: readonly Step[] = it.steps;
    while (steps.length > 0) {
      const [frames, rest] = until_quiet(steps);
      await send(peer, frames, delivery);
      if (rest.length > 0) await peer.hears_nothing(QUIET_MS);
      steps = rest;
    }
    if (it.close === undefined) {
      await peer.until("every answer", () => peer.heard.length >= it.answers.length);
      peer.send(close());
    }
    const ending = await peer.end();
    assert.equal(peer.broken, undefined);
    const last = peer.heard.at(-1);
    assert.deepEqual(peer.heard.slice(0, -1).map(told), it.answers.map(told), peer.account());
    assert.equal(
      last === undefined ? undefined : peer.closed,
      last,
      `a close frame is the last: ${peer.account()}`,
    );
    assert.equal(last?.payload.readUInt16BE(0), it.close ?? NORMAL, peer.account());
    assert.equal(ending, "ended", "the connection was reset: a close frame can be lost on its way");
  } finally {
    peer.drop();
  }
}

/** A section's title carries the numbers of what its cases hold. */
export function tests_of(section: string, cases: readonly Case[]): Test[] {
  const numbers = section.slice(section.indexOf("["));
  return cases.map((it) => ({
    name: `${it.name} ${numbers}`,
    async run() {
      for (const delivery of deliveries(it)) {
        await play(it, delivery).catch((error: unknown) => {
          throw new Explained(
            `sent ${said(delivery)}: ${error instanceof Error ? error.message : String(error)}`,
          );
        });
      }
    },
  }));
}
