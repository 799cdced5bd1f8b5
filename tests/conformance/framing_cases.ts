/** Sections 1 and 10 of the Autobahn suite, lengths, masks and limits: what a frame looks like from outside. */
import {
  binary,
  code,
  echo,
  ended,
  fragments,
  more,
  ping,
  sound,
  text,
  unfinished,
  type Case,
} from "./case.ts";

/** The echo server's limit of a message. */
const LIMIT = 1 << 20;
const sizes = [0, 125, 126, 127, 128, 65_535, 65_536];
const stars = (count: number): string => "*".repeat(count);

const texts: Case[] = sizes.map((size, at) =>
  sound(`1.1.${at + 1} a text of ${size} bytes`, [text(stars(size))], [echo(stars(size))]),
);

// By design: the contract has no binary frames yet, and a message of a kind that is not taken ends with 1003.
const binaries: Case[] = sizes.map((size, at) =>
  ended(`1.2.${at + 1} a binary of ${size} bytes is not taken`, [binary(stars(size))], code.unsupported),
);

const chopped: Case[] = [
  {
    ...sound("1.1.8 a text of 65536 bytes, 997 at a time", [text(stars(65_536))], [echo(stars(65_536))]),
    pieces: 997,
  },
  {
    ...ended("1.2.8 a binary of 65536 bytes, 997 at a time", [binary(stars(65_536))], code.unsupported),
    pieces: 997,
  },
];

const automatic = Buffer.from(stars(65_536));
const fragmented: Case[] = [
  sound("10.1.1 a text of 65536 bytes in fragments of 1300", fragments(automatic, 1_300), [echo(automatic)]),
  ended(
    "own: a binary in two fragments is not taken",
    [binary("a", unfinished), more("b")],
    code.unsupported,
  ),
];

const lengths: Case[] = [
  ended(
    "own: a length of 5 in two bytes is not the shortest form",
    [text("hello", { length_bytes: 2 })],
    code.protocol,
  ),
  ended(
    "own: a length of 125 in two bytes is not the shortest form",
    [text(stars(125), { length_bytes: 2 })],
    code.protocol,
  ),
  ended(
    "own: a length of 5 in eight bytes is not the shortest form",
    [text("hello", { length_bytes: 8 })],
    code.protocol,
  ),
  ended(
    "own: a length of 65535 in eight bytes is not the shortest form",
    [text(stars(65_535), { length_bytes: 8 })],
    code.protocol,
  ),
  // No message is that long, whether or not the bit may be set: the limit is asked first.
  ended(
    "own: a length whose highest bit is set is too much",
    [text("", { length_bytes: 8, claims: 1n << 63n })],
    code.too_big,
  ),
  ended("own: a ping with its length in two bytes", [ping("a", { length_bytes: 2 })], code.protocol),
  ended("own: a ping with its length in eight bytes", [ping("a", { length_bytes: 8 })], code.protocol),
];

const masks: Case[] = [
  ended("own: a text that is not masked", [text("hello", { masked: false })], code.protocol),
  ended("own: a ping that is not masked", [ping("hello", { masked: false })], code.protocol),
  ended(
    "own: a text that is not masked behind one that is",
    [text("hello"), text("hello", { masked: false })],
    code.protocol,
    [echo("hello")],
  ),
];

const limits: Case[] = [
  sound("own: a text of exactly the limit", [text(stars(LIMIT))], [echo(stars(LIMIT))]),
  ended("own: a text of one byte too many", [text(stars(LIMIT + 1))], code.too_big),
  ended(
    "own: fragments that are too many together",
    fragments(Buffer.from(stars(LIMIT + 1)), 1 << 16),
    code.too_big,
  ),
  ended(
    "own: a length beyond the limit is refused before a byte of it has come",
    [text("", { length_bytes: 8, claims: (1n << 63n) - 1n })],
    code.too_big,
  ),
];

export const framing_cases: readonly Case[] = [
  ...texts,
  ...binaries,
  ...chopped,
  ...fragmented,
  ...lengths,
  ...masks,
  ...limits,
];
