/**
 * One process that a test started: its output as lines and in a file, its end
 * as a promise. Whatever is left when the run ends is killed, and nothing else.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { basename, join } from "node:path";
import { within } from "./deadline.ts";
import { output_dir, type Owner } from "./place.ts";

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  name: string;
  program: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  owner?: Owner | undefined;
}

const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

const log_files = new Map<string, WriteStream>();

function log_file(name: string): WriteStream {
  const suite = basename(process.argv[1]?.replace(/\/run\.ts$/, "") ?? "test");
  const path = join(output_dir, `${suite}-${name}.log`);
  let file = log_files.get(path);
  if (file === undefined) {
    file = createWriteStream(path);
    log_files.set(path, file);
  }
  return file;
}

const KEPT_LINES = 5_000;

export class Child {
  readonly name: string;
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  readonly #watchers = new Set<(line: string) => void>();
  #ended: Exit | undefined;

  constructor(options: ChildOptions) {
    this.name = options.name;
    const { uid, gid } = options.owner ?? {};
    this.#process = spawn(options.program, [...options.args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
    });
    alive.add(this.#process);
    const file = log_file(options.name);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => {
        file.write(text);
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.heard(line);
      });
    }
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        alive.delete(this.#process);
        this.#ended = { code, signal };
        resolve(this.#ended);
      };
      // `close`, not `exit`: only then has all of its output been read.
      this.#process.on("close", end);
      this.#process.on("error", (error) => {
        this.heard(String(error));
        end(127, null);
      });
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get ended(): Exit | undefined {
    return this.#ended;
  }

  /** What it said, newest last. */
  output(last = KEPT_LINES): string {
    return this.#lines.slice(-last).join("\n");
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals, ms = 20_000): Promise<Exit> {
    this.signal(signal);
    return within(this.exited, ms, () => `${this.name} to end after ${signal}\n${this.output(20)}`);
  }

  /** The first line, also one of the past, that fits. Rejects when the process ends without it. */
  async line(pattern: RegExp, ms: number): Promise<RegExpExecArray> {
    let watcher: ((line: string) => void) | undefined;
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      watcher = (line): void => {
        const match = pattern.exec(line);
        if (match !== null) resolve(match);
      };
      this.#watchers.add(watcher);
      for (const line of this.#lines) watcher(line);
      void this.exited.then(({ code, signal }) =>
        reject(new Error(`${this.name} ended (${code ?? signal}) without ${pattern}:\n${this.output(30)}`)),
      );
    });
    try {
      return await within(found, ms, () => `${pattern} from ${this.name}; it said:\n${this.output(30)}`);
    } finally {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    }
  }

  private heard(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    for (const watcher of this.#watchers) watcher(line);
  }
}
