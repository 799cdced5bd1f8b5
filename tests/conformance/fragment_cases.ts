/** Section 5 of the Autobahn suite: messages in fragments, with control frames between them, and fragments of nothing. */
import {
  code,
  echo,
  ended,
  more,
  ping,
  pong,
  ponged,
  sound,
  text,
  unfinished,
  type Case,
  type Step,
} from "./case.ts";

const two: readonly Step[] = [text("fragment1", unfinished), more("fragment2")];
const together = echo("fragment1fragment2");
const stray = more("non-continuation payload");
const open_stray = more("non-continuation payload", unfinished);
const hello = text("Hello, world!");

const in_fragments: readonly Case[] = [
  sound("5.3 a text in two fragments", two, [together]),
  sound(
    "5.6 a ping between two fragments",
    [text("fragment1", unfinished), ping("ping"), more("fragment2")],
    [ponged("ping"), together],
  ),
  sound(
    "own: a pong between two fragments",
    [text("fragment1", unfinished), pong("pong"), more("fragment2")],
    [together],
  ),
  sound(
    "5.19 five fragments with pings between them",
    [
      text("fragment1", unfinished),
      more("fragment2", unfinished),
      ping("one"),
      more("fragment3", unfinished),
      more("fragment4", unfinished),
      ping("two"),
      more("fragment5"),
    ],
    [ponged("one"), ponged("two"), echo("fragment1fragment2fragment3fragment4fragment5")],
  ),
  sound(
    "own: fragments without a byte between others",
    [text("", unfinished), more("a", unfinished), more("", unfinished), more("b", unfinished), more("")],
    [echo("ab")],
  ),
  sound("own: two messages in fragments", [...two, ...two], [together, together]),
];

const wrong: readonly Case[] = [
  ended("5.1 a ping in two fragments", [ping("a", unfinished), more("b")], code.protocol),
  ended("5.2 a pong in two fragments", [pong("a", unfinished), more("b")], code.protocol),
  ended("5.9 a continuation of nothing, then a text", [stray, hello], code.protocol),
  ended("5.12 an open continuation of nothing, then a text", [open_stray, hello], code.protocol),
  ended(
    "5.15 two fragments, an open continuation of nothing, a text",
    [...two, open_stray, hello],
    code.protocol,
    [together],
  ),
  ended(
    "5.16 an open continuation of nothing before a text in fragments, twice",
    [open_stray, ...two, open_stray, ...two],
    code.protocol,
  ),
  ended(
    "5.17 a continuation of nothing before a text in fragments, twice",
    [stray, ...two, stray, ...two],
    code.protocol,
  ),
  ended(
    "5.18 a text begins before the last one has ended",
    [text("fragment1", unfinished), text("fragment2")],
    code.protocol,
  ),
  ended(
    "own: a binary begins before a text has ended",
    [text("fragment1", unfinished), { opcode: 2 }],
    code.protocol,
  ),
];

export const fragment_cases: readonly Case[] = [...in_fragments, ...wrong];
