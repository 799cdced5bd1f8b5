/** Section 6 of the Autobahn suite: text is UTF-8, and what is none is noticed with its first wrong octet. */
import assert from "node:assert/strict";
import type { Test } from "../server/suite.ts";
import { code, echo, ended, fragments, hex, more, sound, text, unfinished, type Case } from "./case.ts";
import { opcode, type Frame } from "./frames.ts";
import { rows } from "./utf8_table.ts";

const greeting = "Hello-µ@ßöäüàá-UTF-8!!";
const word = hex("ce ba e1 bd b9 cf 83 ce bc ce b5");
const surrogate = Buffer.concat([word, hex("ed a0 80"), Buffer.from("edited")]);

const whole: readonly Case[] = [
  sound("6.1.1 a text without a byte", [text("")], [echo("")]),
  sound(
    "6.1.2 three fragments without a byte",
    [text("", unfinished), more("", unfinished), more("")],
    [echo("")],
  ),
  sound(
    "6.1.3 three fragments, the outer ones without a byte",
    [text("", unfinished), more("middle frame payload", unfinished), more("")],
    [echo("middle frame payload")],
  ),
  sound("6.2.1 a text", [text(greeting)], [echo(greeting)]),
  sound(
    "6.2.2 two fragments between two letters",
    [text("Hello-µ@ßöä", unfinished), more("üàá-UTF-8!!")],
    [echo(greeting)],
  ),
  sound("6.2.3 a fragment per octet", fragments(Buffer.from(greeting), 1), [echo(greeting)]),
  sound("6.2.4 a Greek word, a fragment per octet", fragments(word, 1), [echo(word)]),
  ended("6.3.1 a surrogate inside", [text(surrogate)], code.no_text),
  ended("6.3.2 a surrogate inside, a fragment per octet", fragments(surrogate, 1), code.no_text),
];

const rest = hex("65 64 69 74 65 64");
const beyond = hex("f4 90 80 80");

/** The whole frame is announced; of its payload only this much comes. */
const begun = (payload: Buffer, length: number): Frame => text(payload, { claims: BigInt(length) });

// What would follow the wrong octet is never sent: the server has to end it without.
const at_once: readonly Case[] = [
  ended(
    "6.4.1 the fragment behind a good one is wrong",
    [text(word, unfinished), "quiet", more(beyond, unfinished)],
    code.no_text,
  ),
  ended(
    "6.4.2 a letter's second octet is wrong, in a fragment of its own",
    [text(Buffer.concat([word, hex("f4")]), unfinished), "quiet", more(hex("90"), unfinished)],
    code.no_text,
  ),
  ended(
    "6.4.3 a frame whose second part is wrong",
    [begun(Buffer.concat([word, beyond]), word.length + beyond.length + rest.length)],
    code.no_text,
  ),
  ended(
    "6.4.4 a frame whose letter's second octet is wrong",
    [begun(Buffer.concat([word, hex("f4 90")]), word.length + beyond.length + rest.length)],
    code.no_text,
  ),
];

function of_table(): Case[] {
  return rows.flatMap(({ name, hex: digits, wrong_at }) => {
    const octets = hex(digits);
    if (wrong_at === undefined) return [sound(name, [text(octets)], [echo(octets)])];
    const cases = [
      ended(name, [text(octets)], code.no_text),
      ended(`${name}, a fragment per octet`, fragments(octets, 1), code.no_text),
    ];
    // Its first octets alone are not wrong yet, and with the wrong one nothing more is waited for.
    if (wrong_at < octets.length) {
      const announced = octets.length + 8;
      const wrong = begun(octets.subarray(wrong_at, wrong_at + 1), announced);
      cases.push(
        ended(
          `${name}, noticed at octet ${wrong_at + 1} and not before`,
          [
            text(octets.subarray(0, wrong_at), unfinished),
            "quiet",
            { ...wrong, opcode: opcode.continuation },
          ],
          code.no_text,
        ),
        ended(
          `${name}, noticed inside a frame`,
          [begun(octets.subarray(0, wrong_at + 1), announced)],
          code.no_text,
        ),
      );
    }
    return cases;
  });
}

function is_utf8(octets: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(octets);
    return true;
  } catch {
    return false;
  }
}

/** What says where a sequence goes wrong is ours; whether it does, somebody else says too. */
export const table_test: Test = {
  name: "6 the table of sequences agrees with another reader of UTF-8",
  run() {
    const other = rows.filter(
      ({ hex: digits, wrong_at }) => is_utf8(hex(digits)) !== (wrong_at === undefined),
    );
    assert.deepEqual(other, []);
    return Promise.resolve();
  },
};

export const utf8_cases: readonly Case[] = [...whole, ...at_once, ...of_table()];
