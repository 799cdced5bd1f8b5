// Runs clang-tidy over every source file of a build folder, two at a time, and skips those that were clean with exactly
// these contents: the file, every header of the house that its object was built from, and the settings.
//   node tools/dev/tidy.mjs BUILD_FOLDER STAMP_FOLDER        exit status 1 when anything was found

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";

const [build, stamps] = process.argv.slice(2);
const root = process.cwd();
const tidy = "clang-tidy-19";
mkdirSync(stamps, { recursive: true });

/** What each object was built from, as ninja recorded it: object → paths inside the tree. */
function dependencies() {
  const listing = spawnSync("ninja", ["-C", build, "-t", "deps"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const found = new Map();
  let object = "";
  for (const line of listing.stdout.split("\n")) {
    if (line.startsWith("    ")) {
      const path = relative(root, resolve(build, line.trim()));
      if (!path.startsWith("..")) found.get(object).push(path);
    } else if (line) {
      object = line.slice(0, line.indexOf(": #deps"));
      found.set(object, []);
    }
  }
  return found;
}

const settings = [spawnSync(tidy, ["--version"], { encoding: "utf8" }).stdout, readFileSync(".clang-tidy", "utf8")];

function stampOf(paths) {
  const hash = createHash("sha256");
  for (const text of settings) hash.update(text);
  for (const path of paths.toSorted()) hash.update(`${path}\0`).update(readFileSync(path));
  return join(stamps, hash.digest("hex"));
}

const built = dependencies();
const work = [];
for (const { file, output, command } of JSON.parse(readFileSync(join(build, "compile_commands.json"), "utf8"))) {
  const path = relative(root, file);
  if (!/^(src|tests)\//.test(path) || path.endsWith(".gen.cpp") || path === "src/boost.cpp") continue;
  const object = output ?? command.match(/ -o (\S+)/)[1];
  const stamp = stampOf(built.get(object) ?? [path]);
  if (!existsSync(stamp)) work.push({ path, stamp });
}

function check({ path, stamp }) {
  return new Promise((done) => {
    const extra = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-everything"];
    const run = spawn(tidy, ["-p", build, "--quiet", ...extra, path], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    run.stdout.on("data", (text) => (said += text));
    // The count of suppressed warnings goes to stderr even when all is well.
    let noise = "";
    run.stderr.on("data", (text) => (noise += text));
    run.on("close", (status) => {
      if (status === 0) writeFileSync(stamp, path);
      else process.stdout.write(said || `${path}: ${noise}`);
      done(status === 0);
    });
  });
}

const total = work.length;
let clean = true;
async function worker() {
  for (let next = work.pop(); next; next = work.pop()) clean = (await check(next)) && clean;
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
console.log(`clang-tidy: ${total} files looked at, the others have not changed since they were clean`);
process.exit(clean ? 0 : 1);
