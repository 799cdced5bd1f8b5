/** socket.io on Node, as in socketio/server.mjs: brought from npm at the first run, into its own folder. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Child } from "../../server/child.ts";
import { sql } from "../../server/postgres.ts";
import type { Peer, PeerOptions } from "./peer.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "socketio");
const library = join(folder, "node_modules/socket.io/package.json");

export class SocketIo implements Peer {
  readonly port: number;
  readonly version: string;
  readonly #child: Child;
  readonly #database_url: string;

  private constructor(child: Child, port: number, version: string, database_url: string) {
    this.#child = child;
    this.port = port;
    this.version = version;
    this.#database_url = database_url;
  }

  static async start({ cpu, database_url }: PeerOptions): Promise<SocketIo> {
    if (!existsSync(library)) await run("npm", ["ci", "--loglevel=error"], { cwd: folder });
    const { version } = JSON.parse(readFileSync(library, "utf8")) as { version: string };
    const server = [process.execPath, join(folder, "server.mjs"), "--database-url", database_url];
    // taskset becomes the program that it starts: the child's process id is the server's.
    const child = new Child({
      name: "socketio",
      program: "taskset",
      args: ["-c", String(cpu), ...server],
      env: { ...process.env, NODE_ENV: "production" },
    });
    const [, port] = await child.line(/listening on http:\/\/127\.0\.0\.1:(\d+)/, 30_000);
    return new SocketIo(
      child,
      Number(port),
      `socket.io ${version} on Node ${process.versions.node}`,
      database_url,
    );
  }

  get pid(): number {
    return this.#child.pid;
  }

  async stored(): Promise<number> {
    return Number(await sql(this.#database_url, "select count(*) from messages"));
  }

  async stop(): Promise<void> {
    await this.#child.end("SIGTERM");
  }
}
