/**
 * A composition of this checkout's docker-compose.yml under a project of its
 * own, so that it stands beside a real one. COMPOSE names the command ("docker
 * compose" by default, or podman-compose); it must never touch other projects.
 */
import { execFile, spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { eventually } from "../server/deadline.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const PROJECT = "chatelier-test";
const READY_WITHIN_MS = 120_000;

export type Service = "server" | "postgres" | "redis";

export class Composition {
  readonly #compose = (process.env["COMPOSE"] ?? "docker compose").split(" ");
  #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** With these settings from the next `up` on. */
  set(environment: NodeJS.ProcessEnv): void {
    this.#environment = { ...this.#environment, ...environment };
  }

  async compose(...words: string[]): Promise<string> {
    const [program = "", ...first] = this.#compose;
    const given = { cwd: root, env: this.environment(), maxBuffer: 1 << 26 };
    return (await run(program, [...first, "-p", PROJECT, ...words], given)).stdout;
  }

  async engine(...words: string[]): Promise<string> {
    return (await run(this.engine_name, words, { maxBuffer: 1 << 26 })).stdout.trim();
  }

  /** What the service wrote, on either stream. */
  async log(service: Service): Promise<string> {
    const words = ["logs", await this.container(service)];
    const { stdout, stderr } = await run(this.engine_name, words, { maxBuffer: 1 << 26 });
    return stdout + stderr;
  }

  async up(): Promise<void> {
    await this.compose("up", "-d");
    await this.ready();
  }

  /** The volumes stay. */
  async down(): Promise<void> {
    await this.compose("down");
  }

  async erase(): Promise<void> {
    await this.compose("down", "-v");
  }

  async ready(): Promise<void> {
    const healthy = (): Promise<true | undefined> =>
      this.inside("server", "chatelier-healthy", "/readyz").then(
        () => true,
        () => undefined,
      );
    await eventually(healthy, READY_WITHIN_MS, "the server in its container to be ready");
  }

  /** Not by `compose exec`: podman-compose keeps the command's exit status to itself. */
  async inside(service: Service, ...command: string[]): Promise<string> {
    return this.engine("exec", await this.container(service), ...command);
  }

  /** What the command writes goes to the file, or what it reads comes from there. */
  async stream(
    service: Service,
    command: readonly string[],
    file: { to: string } | { from: string },
  ): Promise<void> {
    const words = ["exec", "-i", await this.container(service), ...command];
    const child = spawn(this.engine_name, words, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise<void>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) =>
        code === 0 ? resolve() : reject(new Error(`${command.join(" ")} ended with ${String(code)}`)),
      );
    });
    if ("to" in file) {
      child.stdin.end();
      await pipeline(child.stdout, createWriteStream(file.to));
    } else {
      child.stdout.resume();
      await pipeline(createReadStream(file.from), child.stdin);
    }
    await ended;
  }

  async container(service: Service): Promise<string> {
    const label = "label=com.docker.compose";
    const filters = [`${label}.project=${PROJECT}`, `${label}.service=${service}`];
    return this.engine("ps", "-aq", ...filters.flatMap((filter) => ["--filter", filter]));
  }

  private get engine_name(): string {
    return this.#compose[0]?.startsWith("podman") === true ? "podman" : "docker";
  }

  private environment(): NodeJS.ProcessEnv {
    const given = { ...process.env, ...this.#environment };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  }
}
