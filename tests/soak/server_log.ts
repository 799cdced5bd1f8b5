/** What the server wrote at levels that somebody should read. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { output_dir } from "../server/place.ts";

export interface ServerLog {
  lines: number;
  errors: string[];
  /** How many there were of each event. */
  warnings: Record<string, number>;
}

/** A line that is no JSON is something that nobody expects either. */
function parsed(line: string): { level: string; event: string } {
  try {
    return JSON.parse(line) as { level: string; event: string };
  } catch {
    return { level: "unreadable", event: "" };
  }
}

export async function read_server_log(): Promise<ServerLog> {
  const found: ServerLog = { lines: 0, errors: [], warnings: {} };
  const input = createReadStream(join(output_dir, "soak-server.log"));
  for await (const line of createInterface({ input })) {
    found.lines += 1;
    if (!line.startsWith("{")) continue;
    const { level, event } = parsed(line);
    if (level === "warning") found.warnings[event] = (found.warnings[event] ?? 0) + 1;
    else if (level !== "info" && level !== "debug") found.errors.push(line);
  }
  return found;
}
