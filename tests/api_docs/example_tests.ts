/**
 * Every curl example of /docs, in the order of examples.json, in one shell's
 * folder: it answers the status that it documents, and a body of the documented
 * form. What an example keeps is there for those that come after it.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import { examples, type Example } from "../../src/protocol/generator/reference.mjs";
import { new_folder, product } from "../server/place.ts";
import type { Test } from "../server/suite.ts";
import { declared, openapi, operation } from "./documents.ts";
import { besides, server, type Variables } from "./stage.ts";

const run = promisify(execFile);
const folder = new_folder("shell");
const answer_file = join(folder, "answer");
const variables: Variables = new Map([["nonce", randomUUID()]]);

/** What the reader sees is the body; the test wants the status too. */
const curl = `curl() { command curl -sS --max-time 20 -o answer -w '%{http_code}' "$@"; }`;

async function run_in_shell(example: Example): Promise<{ status: number; body: unknown }> {
  const { origin } = await server();
  rmSync(answer_file, { force: true });
  const mine = { ...Object.fromEntries(variables), origin, base: `${origin}/api/v1` };
  const room = example.in === undefined ? {} : { room: variables.get(example.in) };
  const { stdout } = await run("bash", ["--norc", "-euc", `${curl}\n${example.text}`], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...mine, ...room },
    timeout: 30_000,
  });
  const text = existsSync(answer_file) ? readFileSync(answer_file, "utf8") : "";
  return { status: Number(stdout), body: text === "" ? undefined : JSON.parse(text) };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { uuid, "date-time": time, email: /@/ } });
ajv.addSchema(openapi, "openapi");

function check_body(example: Example, body: unknown): void {
  const content = operation(example.route).responses[String(example.status)]?.content;
  if (content === undefined) return assert.equal(body, undefined, "an answer that is not documented");
  const [path = ""] = Object.values(content).map(({ schema }) => String(schema["$ref"]));
  const valid = ajv.compile({ $ref: `openapi${path}` });
  assert.ok(valid(body), `${JSON.stringify(valid.errors, undefined, 1)}\n${JSON.stringify(body)}`);
}

/** \`room.id\` is a field in a field; \`url/\` what follows the last slash of one. */
function kept(body: unknown, path: string): string {
  let value = body;
  for (const name of path.replace(/\/$/, "").split(".")) value = (value as Record<string, unknown>)[name];
  assert.ok(typeof value === "string" || typeof value === "number", `the answer has no ${path}`);
  const text = String(value);
  return path.endsWith("/") ? text.slice(text.lastIndexOf("/") + 1) : text;
}

async function play(example: Example): Promise<void> {
  const { status, body } = await run_in_shell(example);
  assert.equal(status, example.status, `${example.text}\n${JSON.stringify(body)}`);
  check_body(example, body);
  for (const [name, path] of Object.entries(example.keep)) variables.set(name, kept(body, path));
  if (example.after === undefined) return;
  const beside = besides[example.after];
  assert.ok(beside, `stage.ts knows nothing of ${example.after}`);
  await beside(variables);
}

export function example_tests(): Test[] {
  const all = examples(join(product.root, "src/protocol"));
  const complete: Test = {
    name: "every route has an example that runs",
    run: async () => {
      const shown = new Set(all.map(({ route }) => route));
      assert.deepEqual(
        declared("routes").filter((name) => !shown.has(name)),
        [],
      );
    },
  };
  return [complete, ...all.map((it) => ({ name: `example: ${it.route}`, run: () => play(it) }))];
}
