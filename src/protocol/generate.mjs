// Reads schema/*.json and writes what the server and the page share: error_code.hpp, protocol.hpp,
// protocol.gen.cpp, protocol.ts, and for everybody else openapi.json and asyncapi.json. `--check` writes nothing and fails when a committed file is stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SchemaError, readContract } from "./generator/load.mjs";
import { emitAsyncApi } from "./generator/asyncapi.mjs";
import { emitErrorCodes } from "./generator/cpp_errors.mjs";
import { emitHeader } from "./generator/cpp_header.mjs";
import { emitOpenApi } from "./generator/openapi.mjs";
import { emitSource } from "./generator/cpp_source.mjs";
import { emitTypeScript } from "./generator/typescript.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

function outputs(model, documents) {
  return [
    ["include/chatelier/error_code.hpp", emitErrorCodes(model)],
    ["include/chatelier/protocol.hpp", emitHeader(model)],
    ["src/protocol/protocol.gen.cpp", emitSource(model)],
    ["web/src/protocol.ts", emitTypeScript(model)],
    ["web/public/api/v1/openapi.json", emitOpenApi(model, documents)],
    ["web/public/api/v1/asyncapi.json", emitAsyncApi(model, documents)],
  ];
}

function current(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function main(check) {
  let stale = 0;
  const { model, documents } = readContract(here);
  for (const [name, text] of outputs(model, documents)) {
    const path = join(root, name);
    if (current(path) === text) continue;
    stale += 1;
    if (check) console.error(`${name} is stale: run node ${relative(root, join(here, "generate.mjs"))}`);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      console.log(`wrote ${name}`);
    }
  }
  return check && stale > 0 ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.includes("--check"));
} catch (error) {
  if (!(error instanceof SchemaError)) throw error;
  console.error(`schema: ${error.message}`);
  process.exitCode = 1;
}
