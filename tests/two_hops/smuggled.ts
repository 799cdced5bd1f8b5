/** Requests with another one inside their bodies, for two readers who disagree about where a body ends. `{marker}` is the one inside, `{host}` our name. */
import { encoding_lines } from "../http/refused.ts";

export interface Smuggled {
  name: string;
  /** The bytes around a marker that has this length. */
  bytes: (marker: number) => string;
}

const post = (lines: string, body: string): string =>
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n${lines}\r\n\r\n${body}`;

const hexadecimal = (size: number): string => size.toString(16);

/** Who counts the length reads the marker as a body, who reads chunks as a request. */
const in_length =
  (lines: (length: number) => string) =>
  (marker: number): string => {
    const before = "0\r\n\r\n";
    return post(lines(before.length + marker), `${before}{marker}`);
  };

/** The other way round: the marker is a chunk, and the length ends before it. */
const in_chunk =
  (lines: (length: number) => string) =>
  (marker: number): string => {
    const size = `${hexadecimal(marker)}\r\n`;
    return post(lines(size.length), `${size}{marker}\r\n0\r\n\r\n`);
  };

const encodings: Smuggled[] = [["plain", "Transfer-Encoding: chunked"] as const, ...encoding_lines].flatMap(
  ([name, line]) => {
    const alone = line.replaceAll(/(\r\n)?Content-Length: 5(\r\n)?/g, "");
    const before = (length: number): string => `${alone}\r\nContent-Length: ${length}`;
    const behind = (length: number): string => `Content-Length: ${length}\r\n${alone}`;
    return [
      { name: `in the length, Transfer-Encoding ${name} before it`, bytes: in_length(before) },
      { name: `in the length, Transfer-Encoding ${name} behind it`, bytes: in_length(behind) },
      { name: `in a chunk, Transfer-Encoding ${name}`, bytes: in_chunk(before) },
    ];
  },
);

const lengths: Smuggled[] = (
  [
    ["none, then its own", (length) => `Content-Length: 0\r\nContent-Length: ${length}`],
    ["its own, then none", (length) => `Content-Length: ${length}\r\nContent-Length: 0`],
    ["a list that begins with none", (length) => `Content-Length: 0, ${length}`],
    ["a list that ends with none", (length) => `Content-Length: ${length}, 0`],
    ["with a plus", (length) => `Content-Length: +${length}`],
    ["with a space before the colon", (length) => `Content-Length : ${length}`],
    ["with an underscore", (length) => `Content_Length: ${length}`],
    ["behind a fold", (length) => `X: a\r\n Content-Length: ${length}`],
    ["behind a bare LF", (length) => `X: a\nContent-Length: ${length}`],
    ["behind a bare CR", (length) => `X: a\rContent-Length: ${length}`],
    ["behind a NUL", (length) => `X: a\0\r\nContent-Length: ${length}`],
    [
      "that the connection keeps for itself",
      (length) => `Connection: Content-Length\r\nContent-Length: ${length}`,
    ],
  ] satisfies [string, (length: number) => string][]
).map(([name, lines]) => ({
  name: `in a length: ${name}`,
  bytes: (marker) => post(lines(marker), "{marker}"),
}));

const chunks: Smuggled[] = (
  [
    ["behind an LF in an extension", (size) => `1;a\n${size}\r\n{marker}\r\n0\r\n\r\n`],
    ["behind a CR in an extension", (size) => `1;a\r${size}\r\n{marker}\r\n0\r\n\r\n`],
    ["behind an LF in the last extension", () => `0;a\n\r\n\r\n{marker}`],
    ["behind an LF after the data", () => `1\r\na\n0\r\n\r\n{marker}`],
    ["as a trailer", () => `0\r\n{marker}`],
    ["behind a size that wraps round", () => `10000000000000000\r\n\r\n{marker}`],
  ] satisfies [string, (size: string) => string][]
).map(([name, body]) => ({
  name: `in chunks: ${name}`,
  bytes: (marker) => post("Transfer-Encoding: chunked", body(hexadecimal(marker))),
}));

const upgrade = (lines: string): string =>
  `GET /api/v1/ws HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n${lines}\r\n\r\n{marker}`;

const websocket =
  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chatelier.v1\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

/** Who takes the other protocol for agreed upon passes everything on. */
const upgrades: Smuggled[] = (
  [
    ["WebSocket of no version", "Upgrade: websocket\r\nSec-WebSocket-Version: 777"],
    ["WebSocket for nobody", websocket],
    ["HTTP/2", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"],
  ] satisfies [string, string][]
).map(([name, lines]) => ({ name: `behind an upgrade: ${name}`, bytes: () => upgrade(lines) }));

/** Bodies where hardly anybody expects one. */
const unexpected: Smuggled[] = [
  {
    name: "in the body of a GET",
    bytes: (marker) => `GET /healthz HTTP/1.1\r\nHost: {host}\r\nContent-Length: ${marker}\r\n\r\n{marker}`,
  },
  {
    name: "in the body of a GET, in a chunk",
    bytes: (marker) =>
      `GET /healthz HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `${hexadecimal(marker)}\r\n{marker}\r\n0\r\n\r\n`,
  },
  {
    name: "in the body of an upgrade",
    bytes: (marker) => upgrade(`${websocket}\r\nContent-Length: ${marker}`),
  },
];

export const smuggled: readonly Smuggled[] = [
  ...encodings,
  ...lengths,
  ...chunks,
  ...upgrades,
  ...unexpected,
];
