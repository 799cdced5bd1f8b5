/** One request through sqlmap: whether it found a way in, and how many places it really asked. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { new_folder } from "../server/place.ts";

const PATIENCE_MS = 300_000;
/** Refusals of ours that sqlmap would take for the end of the road. */
const REFUSALS = "400,401,403,404,409,410,413,415,422,429";
/** Not what waits for Postgres to sleep (T): what it would find, the others find in a tenth of the time. */
const HOW = `--batch --flush-session --ignore-stdin --disable-coloring --skip-waf --ignore-redirects
  --ignore-code ${REFUSALS} --dbms PostgreSQL --technique BEUSQ --level 2 --risk 1`.split(/\s+/);

export interface Found {
  injectable: boolean;
  asked: number;
  output: string;
}

/** `request`: as it goes over the wire, with an asterisk behind each value that is to be changed. */
export async function ask(request: string): Promise<Found> {
  const folder = new_folder("sqlmap");
  const file = join(folder, "request.txt");
  writeFileSync(file, request);
  const args = ["-r", file, "--output-dir", join(folder, "out"), ...HOW];
  const output = await new Promise<string>((resolve, reject) => {
    execFile("sqlmap", args, { timeout: PATIENCE_MS, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error !== null && stdout === "") reject(error);
      else resolve(stdout + stderr);
    });
  });
  return {
    injectable: / is vulnerable\.|identified the following injection point/.test(output),
    asked: [...output.matchAll(/testing for SQL injection on /g)].length,
    output: output.split("\n").slice(-60).join("\n"),
  };
}
