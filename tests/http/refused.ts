/**
 * Requests that have to be refused, each with the error's code: whoever reads
 * one of them otherwise than a proxy before the server can be made to see a
 * request that nobody sent. `{host}` stands for the server's own name.
 */

export interface Refused {
  name: string;
  bytes: string;
  code: string;
}

type Row = readonly [name: string, lines: string, code?: string];

const malformed = "request/malformed";

/** A GET with these header lines. */
const get = (lines: string): string => `GET /healthz HTTP/1.1\r\nHost: {host}\r\n${lines}\r\n`;

/** A POST with these header lines and this body. */
const post = (lines: string, body = ""): string =>
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n${lines}\r\n${body}`;

const chunked = (body: string): string => post("Transfer-Encoding: chunked\r\n", body);
const target = (text: string): string => `GET ${text} HTTP/1.1\r\nHost: {host}\r\n\r\n`;

const table =
  (group: string, bytes: (lines: string) => string) =>
  (...rows: Row[]): Refused[] =>
    rows.map(([name, lines, code]) => ({
      name: `${group}: ${name}`,
      bytes: bytes(lines),
      code: code ?? malformed,
    }));

const not_implemented = "request/not_implemented";
/** Header lines about chunks of which no reader may make chunks. */
export const encoding_lines: readonly Row[] = [
  ["identity", "Transfer-Encoding: identity", not_implemented],
  ["xchunked", "Transfer-Encoding: xchunked", not_implemented],
  ["nonsense", "Transfer-Encoding: blegh", not_implemented],
  ["a byte above ASCII before chunked", "Transfer-Encoding: \u00a0chunked"],
  ["chunked, identity", "Transfer-Encoding: chunked, identity", not_implemented],
  ["gzip, chunked", "Transfer-Encoding: gzip, chunked", not_implemented],
  ["an empty element before chunked", "Transfer-Encoding: ,chunked", not_implemented],
  ["chunked twice in one line", "Transfer-Encoding: chunked, chunked", not_implemented],
  ["a parameter of chunked", "Transfer-Encoding: chunked;q=1", not_implemented],
  ["quoted", 'Transfer-Encoding: "chunked"', not_implemented],
  ["empty", "Transfer-Encoding:", not_implemented],
  ["two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"],
  ["two lines that differ", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"],
  ["a vertical tab before the value", "Transfer-Encoding: \vchunked"],
  ["folded", "Transfer-Encoding:\r\n chunked"],
  ["a space before the colon", "Transfer-Encoding : chunked"],
  ["before Content-Length", "Transfer-Encoding: chunked\r\nContent-Length: 5"],
  ["after Content-Length", "Content-Length: 5\r\nTransfer-Encoding: chunked"],
  ["identity beside Content-Length", "Transfer-Encoding: identity\r\nContent-Length: 5"],
];
const encodings = table("Transfer-Encoding", (lines) => post(`${lines}\r\n`, "5\r\nhello\r\n0\r\n\r\n"))(
  ...encoding_lines,
);

const lengths = table("Content-Length", (lines) => post(`${lines}\r\n`, "hello"))(
  ["negative", "Content-Length: -5"],
  ["with a plus", "Content-Length: +5"],
  ["with an underscore", "Content-Length: 1_0"],
  ["a plus and an underscore", "Content-Length: +1_0"],
  ["hexadecimal", "Content-Length: 0x10"],
  ["beyond 64 bits", "Content-Length: 18446744073709551617"],
  ["empty", "Content-Length:"],
  ["a letter behind", "Content-Length: 1Z"],
  ["a fraction", "Content-Length: 5.0"],
  ["a list of equals", "Content-Length: 5, 5"],
  ["a list", "Content-Length: 5, 6"],
  ["two numbers", "Content-Length: 5 5"],
  ["two equal lines", "Content-Length: 5\r\nContent-Length: 5"],
  ["two lines that differ", "Content-Length: 5\r\nContent-Length: 6"],
  ["a space before the colon", "Content-Length : 5"],
  ["folded", "Content-Length:\r\n 5"],
);

const chunks = table("chunk", chunked)(
  ["size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"],
  ["size with a plus", "+5\r\nhello\r\n0\r\n\r\n"],
  ["size with a minus", "-5\r\nhello\r\n0\r\n\r\n"],
  ["size with an underscore", "0_5\r\nhello\r\n0\r\n\r\n"],
  ["size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"],
  ["size that is none", "z\r\nhello\r\n0\r\n\r\n"],
  ["empty size", "\r\nhello\r\n0\r\n\r\n"],
  ["a space before the size", " 5\r\nhello\r\n0\r\n\r\n"],
  ["LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"],
  ["CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"],
  ["LF behind an extension", "5;a\nhello\r\n0\r\n\r\n"],
  ["LF behind the size", "5\nhello\r\n0\r\n\r\n"],
  ["LF behind the last size", "5\r\nhello\r\n0\n\r\n\r\n"],
  ["nothing behind the data", "5\r\nhello0\r\n\r\n"],
  ["LF behind the data", "5\r\nhello\n0\r\n\r\n"],
  ["more data than the size says", "5\r\nhello!\r\n0\r\n\r\n"],
  ["a trailer line without a name", "0\r\n: a\r\n\r\n"],
  ["Content-Length as a trailer", "0\r\nContent-Length: 5\r\n\r\n"],
  ["Transfer-Encoding as a trailer", "0\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ["a size above the limit of bodies", "10001\r\n", "request/too_large"],
  [
    "many that are above the limit together",
    `8000\r\n${"a".repeat(0x8000)}\r\n`.repeat(3),
    "request/too_large",
  ],
  ["an extension without end", `5;${"a".repeat(100_000)}`, "request/header_too_large"],
  ["trailers without end", `0\r\n${"X: aaaaaaaaaa\r\n".repeat(8_000)}`, "request/header_too_large"],
);

const misdirected = "request/misdirected";
const hosts = table("Host", (lines) => `GET /healthz HTTP/1.1\r\n${lines}\r\n`)(
  ["none", "Accept: */*\r\n"],
  ["empty", "Host:\r\n"],
  ["two equal lines", "Host: {host}\r\nHost: {host}\r\n"],
  ["two lines that differ", "Host: {host}\r\nHost: evil.example\r\n"],
  ["a list", "Host: {host}, evil.example\r\n"],
  ["a space inside", "Host: a b\r\n"],
  ["a path", "Host: a/../b\r\n"],
  ["user info", "Host: user@{host}\r\n"],
  ["a port that is none", "Host: localhost:http\r\n"],
  ["a port of six digits", "Host: localhost:123456\r\n"],
  ["an open bracket", "Host: [::1\r\n"],
  ["folded", "Host:\r\n {host}\r\n"],
  ["somebody else's", "Host: evil.example\r\n", misdirected],
  ["ours with something behind", "Host: localhost.evil.example\r\n", misdirected],
  ["another address", "Host: 10.0.0.1\r\n", misdirected],
);

const targets = table("target", target)(
  ["another authority", "http://evil.example/healthz"],
  ["our authority with user info", "http://evil@{host}/healthz"],
  ["an empty authority", "http:///healthz"],
  ["an unknown scheme", "ftp://{host}/healthz"],
  ["*", "*"],
  ["two slashes", "//evil.example"],
  ["a fragment", "/a#f"],
  ["a raw byte above ASCII", "/\u00e9"],
  ["no path", "!"],
  ["a name", "evil"],
  ["a backslash", "/a\\b"],
  ["a quote", '/a"b'],
  ["an angle bracket", "/a<b"],
  ["a brace", "/a{b}"],
  ["a space", "/a b"],
  ["nothing", ""],
  ["a tab", "/a\tb"],
  ["a NUL", "/a\0b"],
  ["a bare CR", "/a\rb"],
  ["2049 bytes", `/${"a".repeat(2_048)}`, "request/uri_too_long"],
  ["7000 bytes", `/${"a".repeat(6_999)}`, "request/uri_too_long"],
  ["100,000 bytes", `/${"a".repeat(99_999)}`, "request/uri_too_long"],
);

const fields = table("header", get)(
  ["folded with a space", "X: a\r\n b\r\n"],
  ["folded with a tab", "X: a\r\n\tb\r\n"],
  ["a space before the name", " X: a\r\n"],
  ["a space before the colon", "X : a\r\n"],
  ["an empty name", ": a\r\n"],
  ["no colon", "X\r\n"],
  ["a name above ASCII", "X\u00e9: a\r\n"],
  ["a control character in the name", "X\u0001: a\r\n"],
  ["a control character in the value", "X: a\u0001\r\n"],
  ["DEL in the value", "X: a\u007f\r\n"],
  ["a NUL in the value", "X: a\0b\r\n"],
  ["a bare CR in the value", "X: a\rb\r\n"],
  ["a bare LF behind the value", "X: a\nY: b\r\n"],
  ["a bare CR at the end", "X: a\r\r\n"],
  ["an expectation that nobody knows", "Expect: miracles\r\n"],
  ["9000 bytes", `X: ${"a".repeat(9_000)}\r\n`, "request/header_too_large"],
  ["101 fields", "a: b\r\n".repeat(100), "request/header_too_large"],
  ["1300 tiny fields", "a:\r\n".repeat(1_300), "request/header_too_large"],
  ["a mebibyte without an end", "X: aaaaaaaaaaaaaaaa\r\n".repeat(50_000), "request/header_too_large"],
);

const versions = table("version", (version) => `GET /healthz ${version}\r\nHost: {host}\r\n\r\n`)(
  ["1.2", "HTTP/1.2", "request/version_not_supported"],
  ["0.9", "HTTP/0.9", "request/version_not_supported"],
  ["2.0", "HTTP/2.0", "request/version_not_supported"],
  ["9.9", "HTTP/9.9", "request/version_not_supported"],
  ["1.32", "HTTP/1.32"],
  ["1", "HTTP/1"],
  ["in small letters", "http/1.1"],
  ["with letters", "HTTP/1.x"],
  ["of another protocol", "HTPP/1.1"],
  ["a space behind", "HTTP/1.1 "],
  ["nothing", ""],
);

const whole = table("request", (bytes) => bytes)(
  ["bare LF lines", "GET /healthz HTTP/1.1\nHost: {host}\n\n"],
  ["a bare LF before the empty line", "GET /healthz HTTP/1.1\r\nHost: {host}\n\r\n"],
  ["HTTP/0.9", "GET /healthz\r\n\r\n"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "request/version_not_supported"],
  [
    "Transfer-Encoding in HTTP/1.0",
    "POST /api/v1/auth/login HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["a method that is no token", "G@T /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"],
  ["no method", " /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"],
  ["CONNECT", "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n", "request/method_not_allowed"],
  ["TRACE", "TRACE /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", "request/method_not_allowed"],
  ["a greeting of TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"],
  ["a body of 2 MB", post("Content-Length: 2097152\r\n", "a".repeat(2_097_152)), "request/too_large"],
  ["a body of one byte too many", post("Content-Length: 65537\r\n", "a".repeat(65_537)), "request/too_large"],
  [
    "a body of 2 MB that asks first",
    post("Content-Length: 2097152\r\nExpect: 100-continue\r\n"),
    "request/too_large",
  ],
);

export const refused: readonly Refused[] = [
  ...encodings,
  ...lengths,
  ...chunks,
  ...hosts,
  ...targets,
  ...fields,
  ...versions,
  ...whole,
];
