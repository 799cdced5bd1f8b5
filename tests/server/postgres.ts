/**
 * A Postgres of the test's own, on a socket in its own folder, with fsync on:
 * started, stopped, killed at will. Also the few statements that tests ask of
 * any Postgres, through psql.
 */
import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Child, type Exit } from "./child.ts";
import { eventually } from "./deadline.ts";
import { new_folder, owner } from "./place.ts";
import { SmallDisk } from "./small_disk.ts";

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

export interface PostgresOptions {
  env?: NodeJS.ProcessEnv;
  /** Megabytes: what it stores lies on a disk of its own, of this size. */
  disk?: number;
}

export class Postgres {
  static readonly program = program("postgres");
  readonly folder: string;
  readonly disk: SmallDisk | undefined;
  readonly #env: NodeJS.ProcessEnv | undefined;
  #child: Child | undefined;

  private constructor(folder: string, disk: SmallDisk | undefined, env: NodeJS.ProcessEnv | undefined) {
    this.folder = folder;
    this.disk = disk;
    this.#env = env;
  }

  /** A cluster that does not run yet. */
  static async make(options: PostgresOptions = {}): Promise<Postgres> {
    template ??= cluster_template();
    const folder = new_folder("pg");
    const data = join(folder, "data");
    if (options.disk === undefined) {
      await run("cp", ["-a", await template, data]);
      if (owner !== undefined) chownSync(data, owner.uid, owner.gid);
      return new Postgres(folder, undefined, options.env);
    }
    mkdirSync(data);
    const disk = await SmallDisk.mount(data, options.disk);
    const { program: enter, args } = disk.inside("cp", ["-a", `${await template}/.`, data]);
    await run(enter, args);
    return new Postgres(folder, disk, options.env);
  }

  static async start(options: PostgresOptions = {}): Promise<Postgres> {
    const made = await Postgres.make(options);
    await made.start();
    return made;
  }

  /** `chosen`: settings of postgresql.conf, for this start. */
  async start(chosen: Readonly<Record<string, string>> = {}): Promise<void> {
    const settings = ["listen_addresses=", "timezone=UTC", "log_timezone=UTC"];
    if (this.disk !== undefined) settings.push("max_wal_size=48MB", "min_wal_size=32MB");
    for (const [name, value] of Object.entries(chosen)) settings.push(`${name}=${value}`);
    const args = ["-D", join(this.folder, "data"), "-k", this.folder];
    args.push(...settings.flatMap((setting) => ["-c", setting]));
    const command = this.disk?.inside_as(owner, Postgres.program, args);
    this.#child = new Child({
      name: "postgres",
      program: command?.program ?? Postgres.program,
      args: command?.args ?? args,
      cwd: this.folder,
      env: { ...process.env, ...this.#env },
      owner: command === undefined ? owner : undefined,
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
    for (const pid of backends) send_signal(pid, "SIGKILL");
    return dead;
  }

  /** SIGSTOP of the postmaster, then of every process of it; what it gives back lets them go on. */
  freeze(): () => void {
    const postmaster = this.pid;
    send_signal(postmaster, "SIGSTOP");
    // It can make no new one any more.
    const processes = [...this.backends, postmaster];
    for (const pid of processes) send_signal(pid, "SIGSTOP");
    return () => {
      for (const pid of processes) send_signal(pid, "SIGCONT");
    };
  }

  async stop_if_running(): Promise<void> {
    if (this.#child !== undefined) await this.stop();
    await this.disk?.end();
  }

  /** False also when it ended by itself. */
  get running(): boolean {
    return this.#child !== undefined && this.#child.ended === undefined;
  }

  /** It met something after which it could not trust its own memory, and ended its sessions, if not itself. */
  get panicked(): boolean {
    return this.#child !== undefined && (!this.running || /\bPANIC: /.test(this.#child.output()));
  }

  /** The processes that serve its clients, and its own. */
  get backends(): number[] {
    return children_of(this.#child?.pid ?? 0);
  }

  /** Whether it still runs or has ended by itself: it runs. */
  async start_if_ended(): Promise<void> {
    if (!this.running) await this.start();
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

function send_signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Its end was faster.
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
