/**
 * The clock on the wall of the processes that are started with its
 * environment, moved at will through libfaketime (Debian: faketime). Their
 * monotonic clock runs on, as it does when somebody sets a machine's time.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { new_folder } from "./place.ts";

function find_library(): string | undefined {
  return readdirSync("/usr/lib")
    .map((folder) => join("/usr/lib", folder, "faketime/libfaketimeMT.so.1"))
    .find((path) => existsSync(path));
}

/** The runtimes that refuse to be loaded after anything else: of a server that is built with a sanitizer. */
function sanitizers_of(program: string): string[] {
  const { stdout } = spawnSync("ldd", [program], { encoding: "utf8" });
  return [...stdout.matchAll(/^\s*lib[at]san\.so\S* => (\S+)/gm)].flatMap(([, path]) => path ?? []);
}

export class WallClock {
  readonly #file = join(new_folder("clock"), "offset");
  readonly #library: string;

  constructor() {
    const library = find_library();
    if (library === undefined) throw new Error(WallClock.refused());
    this.#library = library;
    this.set(0);
  }

  /** Why there can be none here, or nothing. */
  static refused(): string | undefined {
    return find_library() === undefined ? "the Debian package faketime is not installed" : undefined;
  }

  /** For a process of this program. */
  env_for(program: string): NodeJS.ProcessEnv {
    return {
      LD_PRELOAD: [...sanitizers_of(program), this.#library].join(":"),
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  }

  /** What the library leaves behind of a process that was killed. */
  static sweep(pid: number): void {
    for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
      rmSync(join("/dev/shm", name), { force: true });
  }

  /** So many seconds from the true time; noticed within a second. */
  set(seconds: number): void {
    const next = `${this.#file}.next`;
    writeFileSync(next, `${seconds < 0 ? "" : "+"}${seconds}s\n`);
    chmodSync(next, 0o644);
    renameSync(next, this.#file);
  }
}
