/** What each of these tests stands on: a server of its own on a database of its own, and the end of both. */
import { Chatelier, type ServerOptions } from "../server/chatelier.ts";
import { services } from "../server/services.ts";
import type { Socket } from "../server/socket.ts";
import type { Test } from "../server/suite.ts";

export class Stage {
  readonly #servers: Chatelier[] = [];
  readonly #sockets: Socket[] = [];

  /** `info`, because a server that writes every refusal at `debug` would be measured writing. */
  async server(options: Partial<ServerOptions> = {}): Promise<Chatelier> {
    const { new_database, redis_url } = await services();
    const flags = ["--log-level", "info", ...(options.flags ?? [])];
    const database_url = options.database_url ?? (await new_database());
    const server = await Chatelier.start({ redis_url, ...options, database_url, flags });
    this.#servers.push(server);
    return server;
  }

  /** One that was started elsewhere. */
  keep(server: Chatelier): Chatelier {
    this.#servers.push(server);
    return server;
  }

  /** They are gone when the test ends. */
  hold(sockets: readonly Socket[]): void {
    this.#sockets.push(...sockets);
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.drop();
    for (const server of this.#servers) if (server.child.ended === undefined) await server.kill();
  }
}

/** What a test has measured stands under its name. */
export const say = (line: string): void => console.log(`      ${line}`);

export function under_fire(name: string, play: (stage: Stage) => Promise<void>): Test {
  return {
    name,
    async run() {
      const stage = new Stage();
      try {
        await play(stage);
      } finally {
        await stage.end();
      }
    },
  };
}
