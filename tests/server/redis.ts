/** A Redis of the test's own, on a socket in its own folder; it keeps nothing on disk, because it may be lost at any time. */
import { connect } from "node:net";
import { join } from "node:path";
import { Child, type Exit } from "./child.ts";
import { eventually } from "./deadline.ts";
import { new_folder, owner } from "./place.ts";

export class Redis {
  readonly #folder: string;
  #child: Child | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** A place for a Redis that does not run yet. */
  static make(): Redis {
    return new Redis(new_folder("redis"));
  }

  static async start(): Promise<Redis> {
    const made = Redis.make();
    await made.start();
    return made;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get url(): string {
    return `unix://${this.socket}`;
  }

  async start(): Promise<void> {
    const flags = [
      "--port",
      "0",
      "--unixsocket",
      this.socket,
      "--unixsocketperm",
      "777",
      "--save",
      "",
      "--appendonly",
      "no",
    ];
    this.#child = new Child({
      name: "redis",
      program: "redis-server",
      args: [...flags, "--dir", this.#folder],
      cwd: this.#folder,
      owner,
    });
    await eventually(() => this.answers(), 15_000, "Redis to answer");
  }

  async kill(): Promise<Exit> {
    const child = this.#child;
    if (child === undefined) throw new Error("Redis does not run");
    this.#child = undefined;
    return child.end("SIGKILL");
  }

  /** Stands still, or goes on, with every connection open. */
  signal(name: "SIGSTOP" | "SIGCONT"): void {
    this.#child?.signal(name);
  }

  async kill_if_running(): Promise<void> {
    if (this.#child !== undefined) await this.kill();
  }

  private get socket(): string {
    return join(this.#folder, "redis.sock");
  }

  private answers(): Promise<true | undefined> {
    return new Promise((resolve) => {
      const line = connect(this.socket, () => line.write("PING\r\n"));
      line.once("data", () => {
        line.destroy();
        resolve(true);
      });
      line.once("error", () => resolve(undefined));
    });
  }
}
