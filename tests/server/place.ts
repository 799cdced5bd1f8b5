/**
 * Where a run of the black-box tests finds the product and keeps its files:
 * from the environment that ./dev test sets, or beside the checkout when a
 * suite is started by hand. Files of a run are gone when it ends.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

function first_existing(candidates: readonly string[]): string {
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`none of these exists; build first: ${candidates.join(", ")}`);
  return found;
}

const builds = ["build/dev/chatelier", "build/dev/src/chatelier", "build/release/chatelier"];

/** What is tested. */
export const product = {
  root,
  server: (): string => process.env["TEST_SERVER"] ?? first_existing(builds.map((path) => join(root, path))),
  web_dir: process.env["TEST_WEB_DIR"] ?? join(root, "web/dist"),
  migrations_dir: process.env["TEST_MIGRATIONS_DIR"] ?? join(root, "migrations"),
};

/** Logs and pictures that outlive the run. */
export const output_dir = process.env["TEST_OUTPUT_DIR"] ?? join(root, ".dev/test");
mkdirSync(output_dir, { recursive: true });

export interface Owner {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: then an unprivileged user owns the services' files. */
export const owner: Owner | undefined = find_owner();

function find_owner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const people = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["chatelier-dev", "postgres", "nobody"]) {
    const entry = people.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (entry !== undefined) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error("run as root, but there is no user that Postgres could run as");
}

let run_dir: string | undefined;
let folders = 0;

/** A new folder of this run that the services' user may write; its path is short enough for sockets. */
export function new_folder(name: string): string {
  if (run_dir === undefined) {
    const made = mkdtempSync(join(tmpdir(), "chatelier-suite."));
    run_dir = made;
    chmodSync(made, 0o711);
    process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  }
  folders += 1;
  const folder = join(run_dir, `${name}-${folders}`);
  mkdirSync(folder, { mode: 0o711 });
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  return folder;
}
