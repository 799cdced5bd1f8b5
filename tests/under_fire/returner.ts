/** One of many who come back at once: keeps how far it holds each of its rooms, and is told what it missed of them exactly once. */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { pause, TooLate, within } from "../server/deadline.ts";
import { UpgradeRefused, type Socket } from "../server/socket.ts";
import { come, type Somebody } from "./crowd.ts";

/** Who is neither brought level nor sent away would be deaf from there on. */
const RESUMED_WITHIN_MS = 15_000;
/** A client that was refused waits a random time below this, as the page does at its first attempts. */
const AGAIN_BELOW_MS = 2_000;

/** Rate limits count addresses, and these come from many. */
const address_of = (index: number): string => `198.51.${index >> 8}.${index & 255}`;

/** What is said as this event of every room. */
export const said_as = (seq: number): string => `${seq} ${"x".repeat(200)}`;

export class Returner {
  attempts = 0;
  back_after = 0;
  socket: Socket | undefined;
  /** By room: the last event that it holds. */
  readonly held: Map<string, number>;
  /** What it was told although it held it, what it was not told, and whatever else was wrong. */
  readonly troubles: string[] = [];
  readonly #somebody: Somebody;
  readonly #index: number;

  constructor(somebody: Somebody, index: number) {
    this.#somebody = somebody;
    this.#index = index;
    this.held = new Map(somebody.rooms.map((room) => [room, 0]));
  }

  /** Comes, and asks for what it does not hold; done when each room was answered. */
  async come(server: Chatelier): Promise<void> {
    let resumed = 0;
    let all_resumed: (() => void) | undefined;
    const done = new Promise<void>((resolve) => (all_resumed = resolve));
    this.socket = await come(server, this.#somebody, {
      from: address_of(this.#index),
      claims: Object.fromEntries(this.held),
      heard: (frame) => {
        this.hear(frame);
        if (frame.type === "resumed") resumed += 1;
        if (resumed === this.held.size) all_resumed?.();
      },
    });
    await within(Promise.race([done, this.socket.closed]), RESUMED_WITHIN_MS, "resumed, or to be sent away");
    if (!this.socket.open) throw new Error("closed while it resumed");
  }

  async come_back(server: Chatelier, begun: number, within_ms: number): Promise<void> {
    for (;;) {
      this.attempts += 1;
      try {
        await this.come(server);
        this.back_after = performance.now() - begun;
        return;
      } catch (error) {
        if (error instanceof UpgradeRefused) assert.ok([429, 503].includes(error.status), error.message);
        if (error instanceof TooLate || performance.now() - begun > within_ms) throw error;
        await pause(randomInt(AGAIN_BELOW_MS));
      }
    }
  }

  private hear(frame: ServerEvent): void {
    if (frame.type === "message.created") {
      const expected = (this.held.get(frame.room) ?? 0) + 1;
      if (frame.seq !== expected) this.troubles.push(`event ${frame.seq} came where ${expected} was missing`);
      if (frame.message.text !== said_as(frame.seq))
        this.troubles.push(`event ${frame.seq} says something else`);
      this.held.set(frame.room, frame.seq);
    } else if (frame.type === "resumed") {
      const held = this.held.get(frame.room);
      if (held !== frame.last_seq) this.troubles.push(`resumed at ${frame.last_seq} with ${held} held`);
    } else if (frame.type === "error" && frame.code === "server/unavailable") {
      // Too busy for this resume: the socket is closed next, and the client comes again with what it holds.
    } else if (frame.type !== "ready") this.troubles.push(JSON.stringify(frame).slice(0, 200));
  }
}
