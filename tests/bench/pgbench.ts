/** Postgres alone: pgbench with one plain INSERT and commit per message, and a bare COPY into the log's tables. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { new_folder } from "../server/place.ts";
import { sql } from "../server/postgres.ts";
import { quantile } from "./measure.ts";

const run = promisify(execFile);
const debian = "/usr/lib/postgresql/15/bin/pgbench";

export interface Inserts {
  per_second: number;
  p50_ms: number;
  p99_ms: number;
}

const table = `create table if not exists plain_messages (
  id bigserial primary key, room uuid not null, author uuid not null,
  text text not null, at timestamptz not null default now())`;

const script = `insert into plain_messages (room, author, text)
  values ('b0000000-0000-7000-8000-000000000000', 'a0000000-0000-7000-8000-000000000000', repeat('x', 60));\n`;

/** So many clients, each with one INSERT and commit at a time, prepared: without pause, or `rate` a second in all. */
export async function plain_inserts(
  database_url: string,
  clients: number,
  seconds: number,
  rate?: number,
): Promise<Inserts> {
  await sql(database_url, table);
  const folder = new_folder("pgbench");
  writeFileSync(join(folder, "insert.sql"), script);
  const args = ["-n", "-M", "prepared", "-c", String(clients), "-j", "1", "-T", String(seconds)];
  args.push("-f", join(folder, "insert.sql"), "-l", "--log-prefix", join(folder, "each"), database_url);
  if (rate !== undefined) args.unshift("-R", String(rate));
  const { stdout } = await run(existsSync(debian) ? debian : "pgbench", args);
  const [, tps] = /^tps = ([\d.]+)/m.exec(stdout) ?? [];
  if (tps === undefined) throw new Error(`pgbench says:\n${stdout}`);
  const logs = readdirSync(folder).filter((name) => name.startsWith("each"));
  // client, number of the transaction, microseconds, …
  const ms = logs
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"))
    .map((line) => Number(line.split(" ")[2]) / 1_000);
  return { per_second: Number(tps), p50_ms: quantile(ms, 0.5), p99_ms: quantile(ms, 0.99) };
}

const BATCH = 512;
const actor = "a0000000-0000-7000-8000-000000000000";
const text = "x".repeat(60);
const hex = (number: number): string => number.toString(16).padStart(12, "0");

/** One transaction as the writer's: these rows into the log and the messages. */
function batch(number: number, rooms: number): string {
  const copies: Record<string, string[]> = { room_events: [], messages: [] };
  for (let row = number * BATCH; row < (number + 1) * BATCH; row += 1) {
    const room = `b0000000-0000-7000-8000-${hex(row % rooms)}`;
    const [seq, nonce] = [Math.floor(row / rooms) + 1, `c0000000-0000-4000-8000-${hex(row)}`];
    const at = "2026-01-01 00:00:00Z";
    const body = `{"text":"${text}","nonce":"${nonce}"}`;
    copies["room_events"]?.push(
      [room, seq, at, actor, "message.created", "\\N", seq, body, nonce].join("\t"),
    );
    copies["messages"]?.push([room, seq, seq, actor, at, nonce, text, "\\N"].join("\t"));
  }
  const columns: Record<string, string> = {
    room_events: "room_id, seq, at, actor_id, type, target, msg_no, body, nonce",
    messages: "room_id, seq, rev, author_id, at, nonce, text, reply_to",
  };
  const parts = Object.entries(copies).map(
    ([name, rows]) => `copy ${name} (${columns[name]}) from stdin;\n${rows.join("\n")}\n\\.\n`,
  );
  return `begin;\n${parts.join("")}commit;\n`;
}

/** Messages per second that COPY brings into the two tables of a message, in transactions of 512. */
export async function bare_copy(database_url: string, messages: number, rooms: number): Promise<number> {
  const file = join(new_folder("copy"), "copy.sql");
  const batches = Math.ceil(messages / BATCH);
  writeFileSync(file, Array.from({ length: batches }, (_, number) => batch(number, rooms)).join(""));
  const begun = performance.now();
  await run("psql", [database_url, "-Xq", "-v", "ON_ERROR_STOP=1", "-f", file]);
  return (1_000 * batches * BATCH) / (performance.now() - begun);
}
