/**
 * One person who speaks at a steady pace to a room that others hear, and how
 * long each message took: from the moment it was due, whatever the server did
 * meanwhile, to its acknowledgement and to each hearer.
 */
import { randomUUID } from "node:crypto";
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { eventually } from "../server/deadline.ts";
import type { Socket } from "../server/socket.ts";
import { come, type Somebody } from "./crowd.ts";

export interface Pace {
  per_second: number;
  text_bytes: number;
}

export interface Times {
  acknowledged: number[];
  delivered: number[];
}

const TURN_MS = 4;
const REST_WITHIN_MS = 15_000;

export class SteadyTalk {
  readonly sockets: Socket[] = [];
  readonly #room: string;
  readonly #pace: Pace;
  #times: Times = { acknowledged: [], delivered: [] };
  #refused = "";

  private constructor(room: string, pace: Pace) {
    this.#room = room;
    this.#pace = pace;
  }

  /** The first of them speaks. */
  static async begin(server: Chatelier, people: readonly Somebody[], pace: Pace): Promise<SteadyTalk> {
    const room = people[0]?.rooms[0];
    if (room === undefined) throw new Error("the first of them has no room to speak in");
    const talk = new SteadyTalk(room, pace);
    for (const somebody of people) {
      const heard = (frame: ServerEvent): void => talk.hear(frame);
      talk.sockets.push(await come(server, somebody, { heard }));
    }
    return talk;
  }

  /** Speaks for so long, and waits until all of it has been heard by everybody. */
  async during(milliseconds: number): Promise<Times> {
    this.#times = { acknowledged: [], delivered: [] };
    const count = Math.round((milliseconds / 1_000) * this.#pace.per_second);
    await this.speak(count);
    const all = count * this.sockets.length;
    await eventually(
      () => {
        if (this.#refused !== "") throw new Error(`a message was refused: ${this.#refused}`);
        const { acknowledged, delivered } = this.#times;
        return acknowledged.length === count && delivered.length === all ? true : undefined;
      },
      REST_WITHIN_MS,
      "every message to be acknowledged and heard",
    );
    return this.#times;
  }

  private async speak(count: number): Promise<void> {
    const begun = performance.now();
    const between = 1_000 / this.#pace.per_second;
    let said = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        for (; said < count && begun + said * between <= performance.now(); said += 1)
          this.say(begun + said * between);
        if (said < count) return;
        clearInterval(timer);
        resolve();
      }, TURN_MS);
    });
  }

  private say(due: number): void {
    const text = `${due} ${"x".repeat(this.#pace.text_bytes)}`;
    const message = { type: "message.send", id: String(due), room: this.#room, nonce: randomUUID(), text };
    this.sockets[0]?.send(message);
  }

  private hear(frame: ServerEvent): void {
    const now = performance.now();
    if (frame.type === "ack" && frame.seq !== undefined)
      this.#times.acknowledged.push(now - Number(frame.id));
    else if (frame.type === "message.created")
      this.#times.delivered.push(now - Number.parseFloat(frame.message.text));
    else if (frame.type === "error") this.#refused = JSON.stringify(frame);
  }
}
