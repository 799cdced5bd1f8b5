/**
 * A private node of Debian's ejabberd with everything of it in a folder of this run: one Erlang virtual machine,
 * which needs neither epmd nor a cookie because it talks to no other. The system's own ejabberd is left alone.
 * Its archive is in Postgres: ejabberd itself warns against keeping one in Mnesia.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { Child } from "../../server/child.ts";
import { eventually } from "../../server/deadline.ts";
import { new_folder, owner } from "../../server/place.ts";
import { sql } from "../../server/postgres.ts";
import type { Peer, PeerOptions } from "./peer.ts";
import { TcpDoor } from "./tcp_door.ts";

const template = join(import.meta.dirname, "ejabberd/ejabberd.yml");
const schema = "/usr/share/ejabberd/sql/pg.sql";
const architecture: Record<string, string> = { x64: "x86_64", arm64: "aarch64" };
const libraries = `/usr/lib/${architecture[process.arch]}-linux-gnu`;

/** As Debian installed it. */
function installed_version(): string {
  const folders = existsSync(libraries) ? readdirSync(libraries) : [];
  const version = folders.find((name) => name.startsWith("ejabberd-"))?.replace("-", " ");
  if (version === undefined || !existsSync(schema))
    throw new Error("the peer needs Debian's packages ejabberd and erlang-p1-pgsql");
  const [, release] = readFileSync("/usr/lib/erlang/releases/start_erl.data", "utf8").trim().split(" ");
  return `${version} on Erlang/OTP ${release}`;
}

/** ejabberd takes no port 0: one that is free now. */
async function free_port(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Of the form `postgresql:///name?host=/folder&user=name`. */
function database_of(database_url: string): { name: string; user: string; socket: string } {
  const { pathname, searchParams } = new URL(database_url);
  const host = searchParams.get("host");
  const user = searchParams.get("user");
  if (host === null || user === null) throw new Error(`neither a socket nor a user in ${database_url}`);
  const socket = join(host, `.s.PGSQL.${searchParams.get("port") ?? "5432"}`);
  return { name: pathname.slice(1), user, socket };
}

/** As ejabberdctl starts it, on one scheduler, which sleeps when idle: otherwise its waiting would count as work. */
const machine = "+K true +P 250000 +S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none".split(" ");

export class Ejabberd implements Peer {
  readonly port: number;
  readonly version: string;
  readonly #child: Child;
  readonly #door: TcpDoor;
  readonly #database_url: string;

  private constructor(child: Child, port: number, version: string, door: TcpDoor, database_url: string) {
    this.#child = child;
    this.port = port;
    this.version = version;
    this.#door = door;
    this.#database_url = database_url;
  }

  static async start({ cpu, database_url }: PeerOptions): Promise<Ejabberd> {
    const version = installed_version();
    await sql(database_url, readFileSync(schema, "utf8"));
    const database = database_of(database_url);
    const door = await TcpDoor.open(database.socket);
    const port = await free_port();
    const words: Record<string, string> = {
      PORT: String(port),
      DATABASE_PORT: String(door.port),
      DATABASE: JSON.stringify(database.name),
      USER: JSON.stringify(database.user),
    };
    const folder = new_folder("ejabberd");
    const configuration = join(folder, "ejabberd.yml");
    writeFileSync(
      configuration,
      readFileSync(template, "utf8").replaceAll(/\b[A-Z_]+\b/g, (word) => words[word] ?? word),
    );
    const spool = ["-mnesia", "dir", JSON.stringify(join(folder, "mnesia"))];
    // taskset becomes erl, and erl the virtual machine: the child's process id is the server's.
    const child = new Child({
      name: "ejabberd",
      program: "taskset",
      args: ["-c", String(cpu), "erl", ...machine, "-noinput", ...spool, "-s", "ejabberd"],
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        ERL_LIBS: libraries,
        ERL_MAX_PORTS: "32000",
        ERL_CRASH_DUMP_BYTES: "0",
        EJABBERD_CONFIG_PATH: configuration,
        EJABBERD_LOG_PATH: join(folder, "ejabberd.log"),
      },
      owner,
    });
    const listens = async (): Promise<true | undefined> => {
      if (child.ended !== undefined) throw new Error(`ejabberd did not start:\n${child.output(30)}`);
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer === undefined ? undefined : true;
    };
    await eventually(listens, 60_000, "ejabberd to listen");
    return new Ejabberd(child, port, version, door, database_url);
  }

  get pid(): number {
    return this.#child.pid;
  }

  async stored(): Promise<number> {
    return Number(await sql(this.#database_url, "select count(*) from archive where kind = 'groupchat'"));
  }

  async stop(): Promise<void> {
    await this.#child.end("SIGTERM", 30_000);
    this.#door.close();
  }
}
