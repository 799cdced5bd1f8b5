/** Byte sequences that are UTF-8 and such that look like it: the rows behind section 6 of the Autobahn suite. */

export interface Row {
  name: string;
  hex: string;
  /** The index of the first octet after which nothing can make it UTF-8; none: it is UTF-8. */
  wrong_at?: number;
}

type Group = readonly [section: string, what: string, sequences: readonly string[]];

const five_starts = (low: readonly number[], high: readonly number[]): string[] =>
  low.map((first, at) => {
    let out = "";
    for (let octet = first; octet <= (high[at] ?? 0); octet += 1) out += `${octet.toString(16)}20`;
    return out;
  });

function utf8_of(point: number): string {
  return Buffer.from(String.fromCodePoint(point)).toString("hex");
}

const kosme = "cebae1bdb9cf83cebcceb5";
const prefixes = Array.from({ length: kosme.length / 2 }, (_, at) => kosme.slice(0, 2 * (at + 1)));
const every_continuation = Buffer.from(Array.from({ length: 64 }, (_, at) => 0x80 + at)).toString("hex");
const cut_off = [
  "c0",
  "e080",
  "f08080",
  "f8808080",
  "fc80808080",
  "df",
  "efbf",
  "f7bfbf",
  "fbbfbfbf",
  "fdbfbfbfbf",
];
const non_characters = Array.from({ length: 17 }, (_, plane) =>
  [0xfffe, 0xffff].map((low) => plane * 0x1_0000 + low),
)
  .flat()
  .map(utf8_of);

const groups: readonly Group[] = [
  [
    "6.5",
    "a letter of each length",
    ["hello$world", "hello¢world", "hello€world", "hello𤭢world", "κόσμε"].map((text) =>
      Buffer.from(text).toString("hex"),
    ),
  ],
  ["6.6", "the beginning of a Greek word", prefixes],
  ["6.7", "the first sequence of its length", ["00", "c280", "e0a080", "f0908080"]],
  ["6.8", "the first sequence of five and six octets", ["f888808080", "fc8480808080"]],
  ["6.9", "the last sequence of its length", ["7f", "dfbf", "efbfbf", "f48fbfbf"]],
  ["6.10", "the last sequence beyond the code points", ["f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"]],
  ["6.11", "beside a border", ["ed9fbf", "ee8080", "efbfbd", "f48fbfbf", "f4908080"]],
  [
    "6.12",
    "a continuation of nothing",
    ["80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf", every_continuation],
  ],
  ["6.13", "a start of nothing", five_starts([0xc0, 0xe0, 0xf0, 0xf8, 0xfc], [0xdf, 0xef, 0xf7, 0xfb, 0xfd])],
  ["6.14", "the last octet is missing", cut_off],
  ["6.15", "all that miss their last octet", [cut_off.join("")]],
  ["6.16", "octets that never occur", ["fe", "ff", "fefeffff"]],
  ["6.17", "a slash that is too long", ["c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"]],
  ["6.18", "the last that is too long", ["c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"]],
  ["6.19", "a NUL that is too long", ["c080", "e08080", "f0808080", "f880808080", "fc8080808080"]],
  ["6.20", "a surrogate", ["eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"]],
  [
    "6.21",
    "a pair of surrogates",
    ["eda080", "edadbf", "edae80", "edafbf"].flatMap((high) => [`${high}edb080`, `${high}edbfbf`]),
  ],
  ["6.22", "no character, but a code point", non_characters],
  ["6.23", "a special", [0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffd, 0xfffe, 0xffff].map(utf8_of)],
];

/** The octets that may follow a first one (the Unicode standard, table 3-7). */
function ranges_after(first: number): readonly (readonly [number, number])[] | undefined {
  const any = [0x80, 0xbf] as const;
  if (first <= 0x7f) return [];
  if (first >= 0xc2 && first <= 0xdf) return [any];
  if (first === 0xe0) return [[0xa0, 0xbf], any];
  if (first === 0xed) return [[0x80, 0x9f], any];
  if (first >= 0xe1 && first <= 0xef) return [any, any];
  if (first === 0xf0) return [[0x90, 0xbf], any, any];
  if (first >= 0xf1 && first <= 0xf3) return [any, any, any];
  if (first === 0xf4) return [[0x80, 0x8f], any, any];
  return undefined;
}

/** Where it stops being UTF-8, whatever may follow; its length when it only breaks off. */
function first_wrong_octet(octets: Buffer): number | undefined {
  let expected: readonly (readonly [number, number])[] = [];
  for (const [at, octet] of octets.entries()) {
    const [range, ...rest] = expected;
    if (range !== undefined) {
      if (octet < range[0] || octet > range[1]) return at;
      expected = rest;
      continue;
    }
    const after = ranges_after(octet);
    if (after === undefined) return at;
    expected = after;
  }
  return expected.length > 0 ? octets.length : undefined;
}

export const rows: readonly Row[] = groups.flatMap(([section, what, sequences]) =>
  sequences.map((hex, at) => {
    const wrong_at = first_wrong_octet(Buffer.from(hex, "hex"));
    return {
      name: `${section}.${at + 1} ${what}: ${hex.slice(0, 24)}`,
      hex,
      ...(wrong_at === undefined ? {} : { wrong_at }),
    };
  }),
);
