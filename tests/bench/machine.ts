/** On what the figures were measured: the machine, the product's commit, the versions of everything beside it. */
import { execFile } from "node:child_process";
import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { new_folder, product } from "../server/place.ts";
import { digits, quantile } from "./measure.ts";

const run = promisify(execFile);

async function says(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { cwd: product.root }).catch(() => ({ stdout: "unknown" }));
  return stdout.split("\n")[0]?.trim() ?? "";
}

const WRITES = 200;

/** Where the clusters lie: 8 KiB made durable, one after the other, in a file that has its size, as the WAL has. */
function disk(): string {
  const file = openSync(join(new_folder("disk"), "writes"), "w");
  writeSync(file, Buffer.alloc(8_192 * WRITES));
  fsyncSync(file);
  const page = Buffer.alloc(8_192, 1);
  const ms = Array.from({ length: WRITES }, (_, number) => {
    const begun = performance.now();
    writeSync(file, page, 0, page.length, page.length * number);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  const rate = (1_000 * WRITES) / ms.reduce((sum, each) => sum + each, 0);
  return `${digits(rate)} durable writes of 8 KiB a second (p50 ${digits(quantile(ms, 0.5))} ms, p99 ${digits(quantile(ms, 0.99))} ms)`;
}

function socketio_version(): string {
  const file = join(import.meta.dirname, "peers/socketio/package.json");
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as { dependencies: Record<string, string> };
  return dependencies["socket.io"] ?? "unknown";
}

export async function facts(): Promise<Record<string, string>> {
  const all = cpus();
  return {
    date: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    commit: await says("git", "describe", "--always", "--dirty"),
    processor: `${all[0]?.model ?? "unknown"}, ${all.length} cores`,
    memory: `${digits(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    disk: disk(),
    compiler: await says("c++", "--version"),
    Postgres: await says("/usr/lib/postgresql/15/bin/postgres", "--version"),
    Redis: (await says("redis-server", "--version")).replace(/ sha=.*/, ""),
    Node: process.version,
    Chromium: await says("chromium", "--version"),
    ejabberd: await says("dpkg-query", "-W", "-f", "${Version}", "ejabberd"),
    "socket.io": socketio_version(),
  };
}
