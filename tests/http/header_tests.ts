/** What goes with every answer, whatever it is: which headers, which type, and who may keep it. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { product } from "../server/place.ts";
import { Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import { check_number, check_protection, read_head, type Head } from "./heads.ts";
import { answers_to, https_server, patient_server } from "./stage.ts";

const origin = "https://chat.example";
const asset = `/${globSync("assets/*.js", { cwd: product.web_dir }).sort()[0] ?? ""}`;
const json = "Content-Type: application/json\r\n";

function asking(method: string, path: string, lines = "", body = ""): string {
  const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n${lines}${length}\r\n${body}`;
}

async function head_of(bytes: string, server = https_server): Promise<Head> {
  return read_head((await answers_to(await server(), bytes)).text);
}

const problem = "application/problem+json";
const plain = "application/json";
const html = "text/html; charset=utf-8";
const never = "no-store";
const for_ever = "public, max-age=31536000, immutable";

type Row = readonly [what: string, bytes: string, status: number, type: string | null, kept: string];

const login = '{"login":"nobody.here","password":"orchard lantern"}';
const rows: readonly Row[] = [
  ["the page", asking("GET", "/"), 200, html, "no-cache"],
  ["a place in the page", asking("GET", "/settings/account"), 200, html, "no-cache"],
  ["a file of the page", asking("GET", asset), 200, "text/javascript; charset=utf-8", for_ever],
  ["the API's reference", asking("GET", "/docs"), 200, html, "no-cache"],
  ["the API's description", asking("GET", "/api/v1/openapi.json"), 200, plain, "no-cache"],
  ["nothing new", asking("GET", asset, "If-None-Match: *\r\n"), 304, null, for_ever],
  ["a file that is gone", asking("GET", "/assets/gone.js"), 404, problem, never],
  ["the pulse", asking("GET", "/healthz"), 200, plain, never],
  ["readiness", asking("GET", "/readyz"), 200, plain, never],
  ["a stranger's question", asking("GET", "/api/v1/me"), 401, problem, never],
  ["an address that leads nowhere", asking("GET", "/api/v1/nothing"), 404, problem, never],
  ["an invitation of nobody", asking("GET", "/api/v1/invites/aaaaaaaaaaaaaaaaaaaaaa"), 404, problem, never],
  [
    "a wrong password",
    asking("POST", "/api/v1/auth/login", `Origin: ${origin}\r\n${json}`, login),
    401,
    problem,
    never,
  ],
  [
    "another site's form",
    asking("POST", "/api/v1/auth/login", `Origin: https://evil.example\r\n${json}`, login),
    403,
    problem,
    never,
  ],
  [
    "a body that is no JSON",
    asking("POST", "/api/v1/auth/login", `Origin: ${origin}\r\n${json}`, "{"),
    400,
    problem,
    never,
  ],
  [
    "a body of another kind",
    asking("POST", "/api/v1/auth/login", `Origin: ${origin}\r\nContent-Type: text/plain\r\n`, login),
    415,
    problem,
    never,
  ],
  ["a body without end", asking("POST", "/api/v1/auth/login", json, " ".repeat(65_537)), 413, problem, never],
  ["a method of other routes", asking("DELETE", "/api/v1/rooms"), 405, problem, never],
  ["a method of no page", asking("POST", "/"), 405, problem, never],
  ["TRACE", asking("TRACE", "/"), 405, problem, never],
  ["CONNECT", asking("CONNECT", "chat.example:443"), 405, problem, never],
  ["a method that nobody knows", asking("BREW", "/api/v1/me"), 405, problem, never],
  ["a target without end", asking("GET", `/${"a".repeat(3_000)}`), 414, problem, never],
  ["a head without end", asking("GET", "/", "X: y\r\n".repeat(200)), 431, problem, never],
  ["a head that is none", asking("GET", "/", "no colon\r\n"), 400, problem, never],
  ["a coding that nobody knows", asking("POST", "/", "Transfer-Encoding: gzip\r\n"), 501, problem, never],
  ["another version", asking("GET", "/").replace("HTTP/1.1", "HTTP/1.7"), 505, problem, never],
  ["another host", asking("GET", "/").replace("chat.example", "evil.example"), 421, problem, never],
  ["a socket without its protocol", asking("GET", "/api/v1/ws"), 426, problem, never],
];

const row_tests: readonly Test[] = rows.map(([what, bytes, status, type, kept]) => ({
  name: `the headers of ${what} [req-25] [req-26] [req-27] [req-28] [req-29] [req-31]`,
  async run() {
    const answer = await head_of(bytes);
    assert.equal(answer.status, status, answer.body);
    check_protection(answer.headers, true);
    assert.equal(answer.headers.get("content-type"), type);
    assert.equal(answer.headers.get("cache-control"), kept);
    if (kept !== never) assert.equal(answer.headers.get("set-cookie"), null);
    if (status >= 400) check_number(answer);
  },
}));

const types: readonly (readonly [ending: RegExp, type: string])[] = [
  [/\.html$/, html],
  [/\.js$/, "text/javascript; charset=utf-8"],
  [/\.css$/, "text/css; charset=utf-8"],
  [/\.json$/, plain],
  [/\.webmanifest$/, "application/manifest+json"],
  [/\.svg$/, "image/svg+xml"],
  [/\.png$/, "image/png"],
  [/\.woff2$/, "font/woff2"],
];

export const header_tests: readonly Test[] = [
  ...row_tests,
  {
    name: "what HEAD is told of it is what GET is told [req-27] [req-28]",
    async run() {
      for (const path of [
        "/",
        asset,
        "/docs",
        "/healthz",
        "/api/v1/me",
        "/api/v1/nothing",
        "/assets/gone.js",
      ]) {
        const [get, head] = [await head_of(asking("GET", path)), await head_of(asking("HEAD", path))];
        assert.equal(head.body, "", path);
        assert.equal(head.status, get.status, path);
        const own = new Set(["date", "x-request-id"]);
        const others = ({ headers }: Head): object =>
          Object.fromEntries([...headers].filter(([name]) => !own.has(name)));
        assert.deepEqual(others(head), others(get), path);
      }
    },
  },
  {
    name: "signing in and out is stored nowhere, and signing out clears the browser [req-29] [req-30]",
    async run() {
      const server = await patient_server();
      const session = new Session(server.origin);
      const body = { username: "grace", password: "orchard lantern grace" };
      const come = await session.request("POST", "/auth/register", { body });
      assert.equal(come.status, 201, come.text);
      session.take_sign_in(come.body);
      const gone = await session.request("POST", "/auth/logout");
      assert.equal(gone.status, 204, gone.text);
      for (const { headers } of [come, gone]) assert.equal(headers.get("cache-control"), never);
      assert.match(gone.headers.get("set-cookie") ?? "", /^chatelier=;.*Max-Age=0/);
      assert.match(gone.headers.get("clear-site-data") ?? "", /"cache".*"storage"/);
    },
  },
  {
    name: "without https nothing promises it [req-27]",
    async run() {
      const { status, headers } = await head_of(
        asking("GET", "/").replace("chat.example", "{host}"),
        patient_server,
      );
      assert.equal(status, 200);
      assert.equal(headers.get("strict-transport-security"), null);
    },
  },
  {
    name: "the policy has no hole that csp_evaluator knows of [req-27]",
    async run() {
      const { headers } = await head_of(asking("GET", "/"));
      const { csp } = new CspParser(headers.get("content-security-policy") ?? "");
      const remarks = new Set([Severity.INFO, Severity.NONE, Severity.MEDIUM_MAYBE]);
      const findings = new CspEvaluator(csp).evaluate().filter(({ severity }) => !remarks.has(severity));
      assert.deepEqual(findings, []);
    },
  },
  {
    name: "every file of the page has its type, and sets no cookie [req-28] [req-29]",
    async run() {
      const files = globSync("**/*.*", { cwd: product.web_dir }).filter((file) => !/\.(br|gz)$/.test(file));
      assert.ok(files.length > 10, "the page was built");
      for (const file of files) {
        const { status, headers } = await head_of(
          asking("GET", `/${file}`, "Cookie: __Host-chatelier=x\r\n"),
        );
        assert.equal(status, 200, file);
        const expected = types.find(([ending]) => ending.test(file))?.[1];
        assert.equal(headers.get("content-type"), expected, file);
        assert.equal(headers.get("set-cookie"), null, file);
        assert.equal(headers.get("vary"), "Accept-Encoding", file);
      }
    },
  },
  {
    name: "a question before a request from elsewhere is not answered with a yes [req-25]",
    async run() {
      const lines =
        "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-csrf-token\r\n";
      for (const path of [
        "/",
        asset,
        "/api/v1/me",
        "/api/v1/rooms",
        "/api/v1/auth/login",
        "/api/v1/ws",
        "/healthz",
      ]) {
        const { status, headers } = await head_of(asking("OPTIONS", path, lines));
        assert.equal(status, 405, path);
        check_protection(headers, true);
      }
    },
  },
];
