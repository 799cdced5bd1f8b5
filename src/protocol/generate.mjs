// Reads schema/*.json and writes what the server and the page share: error_code.hpp, protocol.hpp,
// protocol.gen.cpp, protocol.ts. `--check` writes nothing and fails when a committed file is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SchemaError, buildModel, readSchemas } from "./generator/load.mjs";
import { emitErrorCodes } from "./generator/cpp_errors.mjs";
import { emitHeader } from "./generator/cpp_header.mjs";
import { emitSource } from "./generator/cpp_source.mjs";
import { emitTypeScript } from "./generator/typescript.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

function outputs(model) {
  return [
    ["include/chatelier/error_code.hpp", emitErrorCodes(model)],
    ["include/chatelier/protocol.hpp", emitHeader(model)],
    ["src/protocol/protocol.gen.cpp", emitSource(model)],
    ["web/src/protocol.ts", emitTypeScript(model)],
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
  for (const [name, text] of outputs(buildModel(readSchemas(join(here, "schema"))))) {
    const path = join(root, name);
    if (current(path) === text) continue;
    stale += 1;
    if (check) console.error(`${name} is stale: run node ${relative(root, join(here, "generate.mjs"))}`);
    else {
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
