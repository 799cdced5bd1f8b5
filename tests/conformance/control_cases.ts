/** Sections 2, 3 and 4 of the Autobahn suite: pings and pongs, reserved bits, reserved opcodes. */
import { binary, close, code, echo, ended, hex, ping, pong, ponged, sound, text, type Case } from "./case.ts";

const most = Buffer.alloc(125, 0xfe);
const ten = Array.from({ length: 10 }, (_, at) => `payload-${at}`);
const ten_pings = ten.map((payload) => ping(payload));
const ten_pongs = ten.map((payload) => ponged(payload));

const pings: readonly Case[] = [
  sound("2.1 a ping without a payload", [ping()], [ponged()]),
  sound("2.2 a ping with a text", [ping("Hello, world!")], [ponged("Hello, world!")]),
  sound(
    "2.3 a ping with bytes that are no text",
    [ping(hex("00 ff fe fd fc fb 00 ff"))],
    [ponged(hex("00 ff fe fd fc fb 00 ff"))],
  ),
  sound("2.4 a ping of 125 bytes", [ping(most)], [ponged(most)]),
  ended("2.5 a ping of 126 bytes", [ping(Buffer.alloc(126, 0xfe))], code.protocol),
  { ...sound("2.6 a ping of 125 bytes, one at a time", [ping(most)], [ponged(most)]), pieces: 1 },
  sound("2.7 a pong that nobody asked for", [pong()], []),
  sound("2.8 a pong with a payload that nobody asked for", [pong("unsolicited")], []),
  sound(
    "2.9 a pong that nobody asked for before a ping",
    [pong("unsolicited"), ping("ping")],
    [ponged("ping")],
  ),
  sound("2.10 ten pings", ten_pings, ten_pongs),
  { ...sound("2.11 ten pings, one byte at a time", ten_pings, ten_pongs), pieces: 1 },
];

const hello = "Hello, world!";
const after_echo = [echo(hello)];

const reserved_bits: readonly Case[] = [
  ended("3.1 a text with reserved bits 1", [text(hello, { reserved: 1 })], code.protocol),
  ...[2, 3, 4].map((reserved) =>
    ended(
      `3.${reserved} a text, one with reserved bits ${reserved}, a ping`,
      [text(hello), text(hello, { reserved }), ping()],
      code.protocol,
      after_echo,
    ),
  ),
  ended("3.5 a binary with reserved bits 5", [binary(hello, { reserved: 5 })], code.protocol),
  ended("3.6 a ping with reserved bits 6", [ping(hello, { reserved: 6 })], code.protocol),
  ended("3.7 a close with reserved bits 7", [close(undefined, { reserved: 7 })], code.protocol),
  ended("own: a pong with reserved bits 4", [pong("", { reserved: 4 })], code.protocol),
];

const opcodes = (section: string, first: number): Case[] => [
  ended(`${section}.1 opcode ${first}`, [{ opcode: first }], code.protocol),
  ended(
    `${section}.2 opcode ${first + 1} with a payload`,
    [text(hello, { opcode: first + 1 })],
    code.protocol,
  ),
  ...[2, 3, 4].map((more_than_first) =>
    ended(
      `${section}.${more_than_first + 1} a text, opcode ${first + more_than_first}, a ping`,
      [text(hello), text(more_than_first === 2 ? "" : hello, { opcode: first + more_than_first }), ping()],
      code.protocol,
      after_echo,
    ),
  ),
];

const reserved_opcodes: readonly Case[] = [
  ...opcodes("4.1", 3),
  ...opcodes("4.2", 11),
  ended("own: a reserved opcode that goes on", [{ opcode: 3, fin: false }], code.protocol),
];

export const control_cases: readonly Case[] = [...pings, ...reserved_bits, ...reserved_opcodes];
