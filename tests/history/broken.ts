/**
 * The proof that the history checker can fail: each patch in broken/ breaks one
 * promise of the server; built from a copy of the tree, its server must be
 * caught within a few rounds, by that promise. Words on the command line
 * choose patches. What is missing: a scrubbed text that is served from a cache,
 * because nothing scrubs a text yet.
 */
import { execFile } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { product } from "../server/place.ts";
import { Explained, run_suite, type Test } from "../server/suite.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "broken");
const source = join(product.root, "build/broken/source");
const servers = join(product.root, "build/broken");
const ROUNDS = Number(process.env["ROUNDS"] ?? 8);
const first_seed = Number(process.env["SEED"] ?? 1);

interface Patch {
  path: string;
  name: string;
  what: string;
  promises: string[];
  faults: string[];
}

function read_patch(file: string): Patch {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
  return {
    path,
    name: basename(file, ".patch"),
    what: field("What"),
    promises: field("Promises").split(" "),
    faults: field("Faults").split(" "),
  };
}

let copied: Promise<void> | undefined;

/** Once per run: what the server is built from, and its first build, which the compiler cache makes short. */
async function copy_tree(): Promise<void> {
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  for (const part of ["CMakeLists.txt", "CMakePresets.json", "cmake", "include", "src"])
    cpSync(join(product.root, part), join(source, part), { recursive: true });
  await run("cmake", ["--preset", "dev", "-DCHATELIER_TESTS=OFF"], { cwd: source });
}

/** The compiler cache knows the files of the tree also where they lie elsewhere. */
const cache = { CCACHE_NOHASHDIR: "1", CCACHE_BASEDIR: process.env["CCACHE_BASEDIR"] ?? product.root };

async function build(patch: Patch): Promise<string> {
  const server = join(servers, patch.name);
  await run("patch", ["-p1", "-i", patch.path], { cwd: source });
  try {
    await run("cmake", ["--build", "--preset", "dev", "--target", "chatelier"], {
      cwd: source,
      env: { ...process.env, ...cache },
      maxBuffer: 1 << 26,
    });
    copyFileSync(join(source, "build/dev/chatelier"), server);
  } finally {
    await run("patch", ["-p1", "-R", "-i", patch.path], { cwd: source });
  }
  return server;
}

/** What the checker says of one round. */
async function round(server: string, seed: number, patch: Patch): Promise<string> {
  const env = {
    ...process.env,
    TEST_SERVER: server,
    SEED: String(seed),
    ROUNDS: "1",
    FAULTS: patch.faults.join(","),
  };
  const args = [join(import.meta.dirname, "run.ts"), "round"];
  return run(process.execPath, args, { env, maxBuffer: 1 << 26 }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

function is_caught(test: Patch, said: string): boolean {
  return test.promises.some((promise) => new RegExp(`(shortest, of|also) ${promise}: `).test(said));
}

function caught(patch: Patch): Test {
  return {
    name: `caught: ${patch.name}: ${patch.what}`,
    async run() {
      copied ??= copy_tree();
      await copied;
      const server = await build(patch);
      const said: string[] = [];
      for (let seed = first_seed; seed < first_seed + ROUNDS; seed += 1) {
        const words = await round(server, seed, patch);
        if (is_caught(patch, words)) {
          const shown = words.split("\n").filter((line) => /shortest, of|^ +also /.test(line));
          console.log(`      after ${seed - first_seed + 1} rounds\n${shown.join("\n")}`);
          return;
        }
        said.push(words);
      }
      throw new Explained(
        `not caught in ${ROUNDS} rounds as ${patch.promises.join(" or ")}\n${said.join("\n")}`,
      );
    },
  };
}

const patches = readdirSync(folder).filter((file) => file.endsWith(".patch"));
await run_suite(patches.sort().map((file) => caught(read_patch(file))));
