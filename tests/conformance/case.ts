/** A case of the protocol as data: what a client sends, what has to come back, how it has to end. */
import { opcode, type Frame, type Heard } from "./frames.ts";

/** "quiet": until here nothing may have come, and nothing comes for a moment. */
export type Step = Frame | "quiet";

export interface Case {
  /** Begins with the number that the Autobahn suite gives to it, or with "own". */
  name: string;
  steps: readonly Step[];
  /** Every frame before the close frame, in order. */
  answers: readonly Heard[];
  /** The code of the server's close frame. Absent: the socket is still sound, and closes with 1000 when asked to. */
  close?: number;
  /** Octets at a time, where both the whole and single octets are not what is meant. */
  pieces?: number;
}

export const bytes = (text: string | Buffer): Buffer => (typeof text === "string" ? Buffer.from(text) : text);
export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(" ", ""), "hex");

// What a client sends.
export const text = (payload: string | Buffer, rest: Partial<Frame> = {}): Frame => ({
  opcode: opcode.text,
  payload: bytes(payload),
  ...rest,
});
export const binary = (payload: string | Buffer, rest: Partial<Frame> = {}): Frame => ({
  ...text(payload, rest),
  opcode: opcode.binary,
});
/** The last frame of a message unless told otherwise. */
export const more = (payload: string | Buffer, rest: Partial<Frame> = {}): Frame => ({
  ...text(payload, rest),
  opcode: opcode.continuation,
});
export const ping = (payload: string | Buffer = "", rest: Partial<Frame> = {}): Frame => ({
  ...text(payload, rest),
  opcode: opcode.ping,
});
export const pong = (payload: string | Buffer = "", rest: Partial<Frame> = {}): Frame => ({
  ...text(payload, rest),
  opcode: opcode.pong,
});

export function close_payload(code: number, reason: string | Buffer = ""): Buffer {
  const number = Buffer.alloc(2);
  number.writeUInt16BE(code);
  return Buffer.concat([number, bytes(reason)]);
}
export const close = (payload: Buffer = close_payload(1000), rest: Partial<Frame> = {}): Frame => ({
  ...text(payload, rest),
  opcode: opcode.close,
});

export const unfinished = { fin: false } as const;

/** The message in frames of this many octets. */
export function fragments(message: Buffer, size: number): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < message.length; at += size) {
    const payload = message.subarray(at, at + size);
    const fin = at + size >= message.length;
    frames.push({ opcode: at === 0 ? opcode.text : opcode.continuation, payload, fin });
  }
  return frames;
}

// What comes back.
export const echo = (payload: string | Buffer): Heard => ({ opcode: opcode.text, payload: bytes(payload) });
export const ponged = (payload: string | Buffer = ""): Heard => ({
  opcode: opcode.pong,
  payload: bytes(payload),
});

export const code = { protocol: 1002, unsupported: 1003, no_text: 1007, too_big: 1009 } as const;

/** The socket stays sound. */
export const sound = (name: string, steps: readonly Step[], answers: readonly Heard[]): Case => ({
  name,
  steps,
  answers,
});
/** The server ends it, with this code, after these answers. */
export const ended = (
  name: string,
  steps: readonly Step[],
  end: number,
  answers: readonly Heard[] = [],
): Case => ({ name, steps, answers, close: end });
