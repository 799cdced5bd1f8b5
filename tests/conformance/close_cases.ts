/** Section 7 of the Autobahn suite: how a socket is closed, with which codes and reasons, and that nothing follows. */
import {
  bytes,
  close,
  close_payload,
  code,
  echo,
  ended,
  hex,
  more,
  ping,
  text,
  unfinished,
  type Case,
} from "./case.ts";

const NORMAL = 1000;
const hello = "Hello World!";
const large = "BAsd7&jh23".repeat(26 * 1024).slice(0, 256 * 1024);

const order: readonly Case[] = [
  ended("7.1.1 a text, then a close", [text(hello), close()], NORMAL, [echo(hello)]),
  ended("7.1.2 two closes", [close(), close()], NORMAL),
  ended("7.1.3 a ping behind a close", [close(), ping()], NORMAL),
  ended("7.1.4 a text behind a close", [close(), text(hello)], NORMAL),
  ended(
    "7.1.5 a close between two fragments",
    [text("fragment1", unfinished), close(), more("fragment2")],
    NORMAL,
  ),
  ended("7.1.6 256 KiB of text, a close, a ping", [text(large), close(), ping()], NORMAL, [echo(large)]),
  ended("own: bytes that are no frame behind a close", [close(), { opcode: 3, reserved: 7 }], NORMAL),
];

const MOST = 123;
const payloads: readonly Case[] = [
  ended("7.3.1 a close without a payload", [close(Buffer.alloc(0))], NORMAL),
  ended("7.3.2 a close with one byte", [close(bytes("a"))], code.protocol),
  ended("7.3.3 a close with a code", [close()], NORMAL),
  ended("7.3.4 a close with a code and a reason", [close(close_payload(NORMAL, hello))], NORMAL),
  ended("7.3.5 a reason of 123 bytes", [close(close_payload(NORMAL, "*".repeat(MOST)))], NORMAL),
  ended("7.3.6 a reason of 124 bytes", [close(close_payload(NORMAL, "*".repeat(MOST + 1)))], code.protocol),
  // A reason is no message, so it is the protocol that is broken.
  ended(
    "7.5.1 a reason that is no UTF-8",
    [close(close_payload(NORMAL, hex("ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64")))],
    code.protocol,
  ),
  ended(
    "own: a reason that breaks off inside a letter",
    [close(close_payload(NORMAL, hex("ce")))],
    code.protocol,
  ),
];

const known = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999];
const valid: readonly Case[] = known.map((number, at) =>
  ended(`7.7.${at + 1} code ${number} comes back`, [close(close_payload(number))], number),
);

const unknown = [0, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999];
const invalid: readonly Case[] = unknown.map((number, at) =>
  ended(`7.9.${at + 1} code ${number} is none`, [close(close_payload(number))], code.protocol),
);

// Where the protocol says nothing, Autobahn asks for nothing and the server says the same again.
const beyond: readonly Case[] = [5000, 65_535].map((number, at) =>
  ended(`7.13.${at + 1} code ${number} comes back`, [close(close_payload(number))], number),
);

export const close_cases: readonly Case[] = [...order, ...payloads, ...valid, ...invalid, ...beyond];
