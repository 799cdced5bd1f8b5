/** Somebody alone in a room, who says the same by REST and over a socket, and hears what becomes of it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ErrorEvent, ServerEvent } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { within } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import type { Session } from "../server/session.ts";
import type { Socket } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";
import { come } from "./crowd.ts";
import type { Case } from "./json_cases.ts";
import { under_fire, type Stage } from "./stage.ts";

const ANSWER_WITHIN_MS = 5_000;

interface Answered {
  code: string;
  errors: string;
}

export class Speaker {
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

/** A test of such a person, whose server is sound when it is over. */
export const spoken = (name: string, play: (speaker: Speaker) => Promise<void>): Test =>
  under_fire(`JSON: ${name}`, async (stage) => {
    const speaker = await Speaker.begin(stage);
    await play(speaker);
    assert.equal(speaker.server.child.ended, undefined);
    assert.equal((await speaker.server.stop()).code, 0);
  });
