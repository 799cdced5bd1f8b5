/**
 * A disk of a few megabytes that only the processes see which are started
 * inside: a tmpfs in a mount namespace of its own, held by one sleeping
 * process. It is filled and freed at will, and never touches a disk of this
 * machine.
 */
import { execFile } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import { Child } from "./child.ts";
import type { Owner } from "./place.ts";

const run = promisify(execFile);
const MOUNT = 'mount -t tmpfs -o "size=$2m,mode=755" disk "$1" && echo mounted && exec sleep infinity';

export interface Command {
  program: string;
  args: string[];
}

export class SmallDisk {
  readonly #holder: Child;
  readonly #path: string;
  #ballast: number | undefined;

  private constructor(holder: Child, path: string) {
    this.#holder = holder;
    this.#path = path;
  }

  /** Why there can be none here, or nothing. */
  static async refused(): Promise<string | undefined> {
    if (process.getuid?.() !== 0) return "mounting needs root";
    const { stderr } = await run("unshare", ["-m", "sh", "-c", "mount -t tmpfs disk /mnt"]).catch(
      (error: unknown) => ({ stderr: String(error) }),
    );
    return stderr === "" ? undefined : stderr;
  }

  /** Over the folder at this path, of so many megabytes. */
  static async mount(path: string, megabytes: number): Promise<SmallDisk> {
    const args = ["-m", "--propagation", "private", "sh", "-c", MOUNT, "sh", path, String(megabytes)];
    const holder = new Child({ name: "disk", program: "unshare", args });
    await holder.line(/^mounted$/, 5_000);
    return new SmallDisk(holder, path);
  }

  /** The command that runs this one where the disk is seen. */
  inside(program: string, args: readonly string[]): Command {
    return { program: "nsenter", args: ["-t", String(this.#holder.pid), "-m", program, ...args] };
  }

  inside_as(owner: Owner | undefined, program: string, args: readonly string[]): Command {
    if (owner === undefined) return this.inside(program, args);
    const { uid, gid } = owner;
    const as = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
    return this.inside("setpriv", [...as, program, ...args]);
  }

  /** Leaves no byte; what was freed meanwhile is taken again by the next call. */
  fill(): void {
    this.#ballast ??= openSync(this.#file, "a");
    for (const size of [1 << 20, 4_096]) {
      const piece = Buffer.alloc(size);
      try {
        for (;;) writeSync(this.#ballast, piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    }
  }

  free(): void {
    if (this.#ballast !== undefined) closeSync(this.#ballast);
    this.#ballast = undefined;
    rmSync(this.#file, { force: true });
  }

  async end(): Promise<void> {
    if (this.#holder.ended === undefined) await this.#holder.end("SIGKILL");
  }

  get #file(): string {
    return `/proc/${this.#holder.pid}/root${this.#path}/ballast`;
  }
}
