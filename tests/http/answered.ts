/** Requests that look odd and are sound: each is answered, and so is the next one on the same connection. */

export interface Answered {
  name: string;
  bytes: string;
  statuses: readonly number[];
}

const get = (lines = ""): string => `GET /healthz HTTP/1.1\r\nHost: {host}\r\n${lines}\r\n`;
const post = (lines: string, body: string): string =>
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n${lines}\r\n${body}`;

const body = '{"login":"nobody.here","password":"orchard lantern"}';
const size = body.length.toString(16);
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const inner = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
/** No such account: the body was read as it was meant. */
const read = [401];

const rows: readonly (readonly [name: string, bytes: string, statuses: readonly number[]])[] = [
  ["a line break before the request line", `\r\n${get()}`, [200]],
  ["three requests at once", get().repeat(3), [200, 200, 200]],
  ["a Content-Length", post(`Content-Length: ${body.length}\r\n`, body), read],
  ["a Content-Length with zeros before", post(`Content-Length: 000${body.length}\r\n`, body), read],
  ["one chunk", post("Transfer-Encoding: chunked\r\n", `${chunk(body)}0\r\n\r\n`), read],
  ["Chunked with a capital", post("Transfer-Encoding: Chunked\r\n", `${chunk(body)}0\r\n\r\n`), read],
  [
    "a chunk per byte",
    post("Transfer-Encoding: chunked\r\n", `${body.split("").map(chunk).join("")}0\r\n\r\n`),
    read,
  ],
  [
    "a size in capitals, with zeros",
    post("Transfer-Encoding: chunked\r\n", `00${size.toUpperCase()}\r\n${body}\r\n0\r\n\r\n`),
    read,
  ],
  [
    "a chunk's extension",
    post("Transfer-Encoding: chunked\r\n", `${size};a=b;c="d"\r\n${body}\r\n0;e\r\n\r\n`),
    read,
  ],
  ["a body of exactly the limit", post("Content-Length: 65536\r\n", "a".repeat(65_536)), [400]],
  ["the target in absolute form", "GET http://{host}/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", [200]],
  ["a target of 2048 bytes", `GET /api/${"a".repeat(2_043)} HTTP/1.1\r\nHost: {host}\r\n\r\n`, [404]],
  ["100 fields", get("a: b\r\n".repeat(99)), [200]],
  ["a tab and blanks around a value", get("X: \t a \t \r\n"), [200]],
  ["an empty value", get("X:\r\n"), [200]],
  ["our name in capitals", "GET /healthz HTTP/1.1\r\nHost: LOCALHOST\r\n\r\n", [200]],
  ["a method that nobody knows", "BREW /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", [405]],
  ["a method in small letters", "get /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", [405]],
  ["a percent sign that encodes nothing", "GET /api/v1/rooms/%zz HTTP/1.1\r\nHost: {host}\r\n\r\n", [400]],
  [
    "a body that looks like a request",
    `GET /healthz HTTP/1.1\r\nHost: {host}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    [200],
  ],
];

export const answered: readonly Answered[] = rows.map(([name, bytes, statuses]) => ({
  name,
  bytes,
  statuses,
}));
