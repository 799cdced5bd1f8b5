/** The documents by themselves: linted, valid by their own standards, complete, fresh. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv } from "ajv";
import { product } from "../server/place.ts";
import type { Test } from "../server/suite.ts";
import { asyncapi, declared, openapi, operations, text_of } from "./documents.ts";

async function complaints(name: string, source: string): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const problems = await lintFromString({ source, absoluteRef: `/${name}.json`, config });
  return problems.map(
    ({ ruleId, message, location }) => `${location[0]?.pointer ?? ""} ${ruleId}: ${message}`,
  );
}

/** What AsyncAPI publishes for its own documents. */
function asyncapi_standard(): object {
  const manifest = createRequire(import.meta.url).resolve("@asyncapi/specs/package.json");
  const path = join(manifest, "../schemas/3.0.0-without-$id.json");
  return JSON.parse(readFileSync(path, "utf8")) as object;
}

export const document_tests: readonly Test[] = [
  {
    name: "the documents are what the schema says",
    run: async () => {
      execFileSync(process.execPath, ["src/protocol/generate.mjs", "--check"], { cwd: product.root });
    },
  },
  {
    name: "OpenAPI is clean by the linter's strict rules",
    run: async () => assert.deepEqual(await complaints("openapi", text_of("openapi")), []),
  },
  {
    name: "AsyncAPI is clean by the linter's strict rules",
    run: async () => assert.deepEqual(await complaints("asyncapi", text_of("asyncapi")), []),
  },
  {
    name: "the linter sees what is wrong",
    run: async () => {
      const broken = text_of("openapi").replace(
        '"#/components/schemas/RoomAnswer"',
        '"#/components/schemas/X"',
      );
      assert.match((await complaints("openapi", broken)).join("\n"), /no-unresolved-refs/);
    },
  },
  {
    name: "AsyncAPI is valid by the schema of AsyncAPI 3",
    run: async () => {
      const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
      const valid = ajv.compile(asyncapi_standard());
      assert.ok(valid(asyncapi), JSON.stringify(valid.errors?.slice(0, 5), undefined, 1));
    },
  },
  {
    name: "every route, command and event of the schema is documented",
    run: async () => {
      assert.equal(openapi.openapi, "3.1.0");
      assert.equal(asyncapi.asyncapi, "3.0.0");
      assert.deepEqual(operations.map(({ operationId }) => operationId).sort(), declared("routes").sort());
      const frames = [
        ...declared("commands").map((type) => `receive.${type}`),
        ...declared("events").map((type) => `send.${type}`),
      ];
      assert.deepEqual(Object.keys(asyncapi.operations).sort(), frames.sort());
    },
  },
  {
    name: "every route says who may use it, how often, and what it answers otherwise [req-44]",
    run: async () => {
      for (const it of operations) {
        assert.ok(it["x-access"] && it["x-rate"], it.operationId);
        const codes = (status: string): readonly string[] => it.responses[status]?.["x-codes"] ?? [];
        assert.ok(codes("429").includes("rate/limited"), it.operationId);
        assert.equal(codes("401").includes("auth/required"), it["x-access"] !== "anyone", it.operationId);
        const of_room = ["reader", "member", "moderator", "owner"].includes(it["x-access"]);
        assert.ok(!of_room || codes("404").includes("room/not_found"), it.operationId);
        assert.ok(it["x-access"] !== "admin" || codes("403").includes("auth/forbidden"), it.operationId);
      }
    },
  },
  {
    name: "nothing asks for a hint or for the answer to a question that others could know [req-10]",
    run: async () => {
      const names = [text_of("openapi"), text_of("asyncapi")].flatMap((text) =>
        [...text.matchAll(/"([a-z_]+)": ?\{/g)].map(([, name = ""]) => name),
      );
      assert.ok(names.includes("new_password"), "the fields are found");
      assert.deepEqual(
        names.filter((name) => /hint|question|reminder|maiden|birth/.test(name)),
        [],
      );
    },
  },
];
