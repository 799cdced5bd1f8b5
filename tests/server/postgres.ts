/**
 * A Postgres of the test's own, on a socket in its own folder, with fsync on:
 * started, stopped, killed at will. Also the few statements that tests ask of
 * any Postgres, through psql.
 */
import { execFile } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Child, type Exit } from "./child.ts";
import { eventually } from "./deadline.ts";
import { new_folder, owner } from "./place.ts";

const run = promisify(execFile);
const debian = "/usr/lib/postgresql/15/bin";
const program = (name: string): string => (existsSync(join(debian, name)) ? join(debian, name) : name);

let template: Promise<string> | undefined;

/** `initdb` once per run; clusters are copies. */
async function cluster_template(): Promise<string> {
  const data = join(new_folder("cluster"), "data");
  const as = owner ?? {};
  const args = ["-D", data, "-U", "chatelier", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
  await run(program("initdb"), args, { ...as, cwd: join(data, "..") });
  return data;
}

export class Postgres {
  readonly folder: string;
  #child: Child | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A cluster that does not run yet. */
  static async make(): Promise<Postgres> {
    template ??= cluster_template();
    const folder = new_folder("pg");
    await run("cp", ["-a", await template, join(folder, "data")]);
    if (owner !== undefined) chownSync(join(folder, "data"), owner.uid, owner.gid);
    return new Postgres(folder);
  }

  static async start(): Promise<Postgres> {
    const made = await Postgres.make();
    await made.start();
    return made;
  }

  /** `settings`: of postgresql.conf, for this start. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const args = ["-D", join(this.folder, "data"), "-k", this.folder, "-c", "listen_addresses="];
    for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
    this.#child = new Child({
      name: "postgres",
      program: program("postgres"),
      args: [...args, "-c", "timezone=UTC", "-c", "log_timezone=UTC"],
      cwd: this.folder,
      owner,
    });
    const child = this.#child;
    await eventually(
      async () => {
        if (child.ended !== undefined) throw new Error(`Postgres did not start:\n${child.output(20)}`);
        return run(program("pg_isready"), ["-q", "-h", this.folder, "-U", "chatelier"]).then(
          () => true,
          () => undefined,
        );
      },
      30_000,
      "Postgres to accept connections",
    );
  }

  /** Of the postmaster. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** SIGINT: ends the sessions, writes what it has. */
  stop(): Promise<Exit> {
    return this.end("SIGINT");
  }

  /** kill -9 of the postmaster and of every backend, as when the power goes; the next start replays the WAL. */
  async crash(): Promise<Exit> {
    const backends = children_of(this.#child?.pid ?? 0);
    const dead = this.end("SIGKILL");
    for (const pid of backends) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was faster.
      }
    }
    return dead;
  }

  async stop_if_running(): Promise<void> {
    if (this.#child !== undefined) await this.stop();
  }

  url(database: string): string {
    return `postgresql:///${database}?host=${this.folder}&user=chatelier`;
  }

  async new_database(name: string): Promise<string> {
    await sql(this.url("postgres"), `create database ${name}`);
    return this.url(name);
  }

  private async end(signal: NodeJS.Signals): Promise<Exit> {
    const child = this.#child;
    if (child === undefined) throw new Error("Postgres does not run");
    this.#child = undefined;
    return child.end(signal, 30_000);
  }
}

function children_of(parent: number): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name before it may hold spaces and brackets.
      const [, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(ppid) === parent ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Runs the statements; what they select comes back as text, columns separated by `|`. */
export async function sql(url: string, statements: string): Promise<string> {
  const { stdout } = await run(program("psql"), [url, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statements]);
  return stdout.trimEnd();
}

/** The same cluster, another database. */
export function other_database(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, (_, before: string) => before + name);
}
