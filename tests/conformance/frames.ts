/** WebSocket frames to the byte (RFC 6455, 5.2): written with whatever is wrong in them, read as strictly as a client may. */

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame of a client. What is left out is as it should be. */
export interface Frame {
  opcode: number;
  payload?: Buffer;
  /** False: more of the message follows. */
  fin?: boolean;
  /** The three reserved bits as a number from 0 to 7. */
  reserved?: number;
  masked?: boolean;
  /** Bytes that the length is written in, where the shortest form is not meant. */
  length_bytes?: 1 | 2 | 8;
  /** What the length says, where that is not the payload's. */
  claims?: bigint;
}

const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

function length_field({ payload, length_bytes, claims }: Frame, masked: boolean): Buffer {
  const length = claims ?? BigInt(payload?.length ?? 0);
  const shortest = length < 126n ? 1 : length < 65_536n ? 2 : 8;
  const bytes = length_bytes ?? shortest;
  const bit = masked ? 0x80 : 0;
  if (bytes === 1) return Buffer.from([bit | Number(length)]);
  const field = Buffer.alloc(1 + bytes);
  field[0] = bit | (bytes === 2 ? 126 : 127);
  if (bytes === 2) field.writeUInt16BE(Number(length), 1);
  else field.writeBigUInt64BE(length, 1);
  return field;
}

export function encode(frame: Frame): Buffer {
  const { payload = Buffer.alloc(0), fin = true, reserved = 0, masked = true } = frame;
  const first = Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | frame.opcode]);
  const head = [first, length_field(frame, masked)];
  if (!masked) return Buffer.concat([...head, payload]);
  const hidden = payload.map((byte, at) => byte ^ (MASK[at % 4] ?? 0));
  return Buffer.concat([...head, MASK, hidden]);
}

/** A frame of the server. */
export interface Heard {
  opcode: number;
  payload: Buffer;
}

export class NotAFrame extends Error {}

/** Bytes of a server as they come, and the frames among them. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Throws NotAFrame at what no server may send us: nothing is fragmented, masked, extended or longer than it need be. */
  take(bytes: Buffer): Heard[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Heard[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    return frames;
  }

  /** Bytes of a frame that has not ended. */
  get unfinished(): number {
    return this.#rest.length;
  }

  private next(): Heard | undefined {
    const rest = this.#rest;
    if (rest.length < 2) return undefined;
    const [first = 0, second = 0] = rest;
    if ((first & 0xf0) !== 0x80) throw new NotAFrame(`begins with ${first.toString(16)}`);
    if ((second & 0x80) !== 0) throw new NotAFrame("is masked");
    const begin = second === 126 ? 4 : second === 127 ? 10 : 2;
    if (rest.length < begin) return undefined;
    const length =
      begin === 2 ? second : begin === 4 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    if ((begin === 4 && length < 126) || (begin === 10 && length < 65_536))
      throw new NotAFrame(`writes ${length} in ${begin - 2} bytes`);
    if (rest.length < begin + length) return undefined;
    this.#rest = rest.subarray(begin + length);
    return { opcode: first & 0x0f, payload: rest.subarray(begin, begin + length) };
  }
}
