/** The server under test: one process, started as an operator would, with the address that it prints. */
import { Agent, get } from "node:http";
import { join } from "node:path";
import { Child, type Exit } from "./child.ts";
import { eventually } from "./deadline.ts";
import { new_folder, product } from "./place.ts";

export interface ServerOptions {
  database_url: string;
  redis_url: string;
  /** 0: any free one. */
  port?: number;
  rate_limits?: "on" | "off";
  migrations_dir?: string;
  /** The only cores it may use, as taskset takes them. */
  cores?: string;
  /** How many descriptors it may have open, as an operator's limit would say. */
  open_files?: number;
  flags?: readonly string[];
  name?: string;
  env?: NodeJS.ProcessEnv;
}

export interface Readiness {
  status: number;
  body: { ready: boolean; why?: string; postgres: boolean; redis: boolean };
}

/** Asks one address again and again over one connection. */
export class KeptQuestion {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  readonly #path: string;

  constructor(port: number, path: string) {
    this.#port = port;
    this.#path = path;
  }

  /** The first answer that fits, and when it came. */
  async first(fits: (status: number) => boolean): Promise<{ status: number; at: number }> {
    return eventually(
      async () => {
        const status = await this.ask();
        return fits(status) ? { status, at: Date.now() } : undefined;
      },
      10_000,
      `an answer at ${this.#path}`,
    );
  }

  /** 0: there was no answer, because nobody listens there any more. */
  private ask(): Promise<number> {
    return new Promise((resolve) => {
      const options = { agent: this.#agent, host: "127.0.0.1", port: this.#port, path: this.#path };
      const question = get({ ...options, headers: { host: `localhost:${this.#port}` } }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      });
      question.on("error", () => resolve(0));
    });
  }
}

const defaults = { "drain-seconds": "1", "log-format": "json", "log-level": "debug", shards: "2" };

export class Chatelier {
  readonly child: Child;
  readonly port: number;
  readonly options: ServerOptions;

  private constructor(child: Child, port: number, options: ServerOptions) {
    this.child = child;
    this.port = port;
    this.options = options;
  }

  /** A process that may or may not come to listen: for starts that are to fail. */
  static spawn(options: ServerOptions): Child {
    const args = ["serve", "--port", String(options.port ?? 0)];
    args.push("--database-url", options.database_url, "--redis-url", options.redis_url);
    args.push(
      "--web-dir",
      product.web_dir,
      "--migrations-dir",
      options.migrations_dir ?? product.migrations_dir,
    );
    args.push("--data-dir", join(new_folder("data"), "data"), "--rate-limits", options.rate_limits ?? "off");
    const given = new Set(options.flags?.filter((flag) => flag.startsWith("--")));
    for (const [flag, value] of Object.entries(defaults)) {
      if (!given.has(`--${flag}`)) args.push(`--${flag}`, value);
    }
    args.push(...(options.flags ?? []));
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith("CHATELIER_")),
    );
    Object.assign(env, options.env);
    const { cores, open_files } = options;
    // taskset and prlimit become the server, so that the child's number is the server's.
    const command = [product.server(), ...args];
    if (cores !== undefined) command.unshift("taskset", "-c", cores);
    if (open_files !== undefined) command.unshift("prlimit", `--nofile=${open_files}:${open_files}`);
    const [program = "", ...rest] = command;
    return new Child({ name: options.name ?? "server", program, args: rest, env });
  }

  /** Listens; whether it is ready is another question. */
  static async listen(options: ServerOptions): Promise<Chatelier> {
    const child = Chatelier.spawn(options);
    const [, port] = await child.line(/listening on http:\/\/[^\s"]*?:(\d+)/, 30_000);
    return new Chatelier(child, Number(port), options);
  }

  static async start(options: ServerOptions): Promise<Chatelier> {
    const server = await Chatelier.listen(options);
    await server.until_ready();
    return server;
  }

  /** The address that people use: also the Origin of the page. */
  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  async readiness(): Promise<Readiness> {
    const answer = await fetch(`${this.origin}/readyz`);
    return { status: answer.status, body: (await answer.json()) as Readiness["body"] };
  }

  async until_ready(ms = 20_000): Promise<void> {
    const ready = async (): Promise<true | undefined> => {
      if (this.child.ended !== undefined) throw new Error(`the server ended:\n${this.child.output(20)}`);
      const answer = await this.readiness().catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    };
    await eventually(ready, ms, "the server to be ready");
  }

  /** Over a connection that stays open, so that it is answered also when no new ones are taken. */
  async keep_asking(path: string): Promise<KeptQuestion> {
    const kept = new KeptQuestion(this.port, path);
    await kept.first((status) => status === 200);
    return kept;
  }

  /** The sum over all labels of one metric that contain the given ones. */
  async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    let sum = 0;
    for (const line of text.split("\n")) {
      const match = /^(\w+)(\{[^}]*\})? (\S+)/.exec(line);
      if (match?.[1] === name && wanted.every((label) => match[2]?.includes(label))) sum += Number(match[3]);
    }
    return sum;
  }

  /** The orderly end. */
  stop(): Promise<Exit> {
    return this.child.end("SIGTERM", 35_000);
  }

  kill(): Promise<Exit> {
    return this.child.end("SIGKILL");
  }

  /** The same server again, at the same address. */
  async start_again(): Promise<Chatelier> {
    return Chatelier.start({ ...this.options, port: this.port });
  }
}
