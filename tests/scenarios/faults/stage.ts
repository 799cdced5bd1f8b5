/** What a fault needs around it: services of its own, servers, people in a room; all of it is gone afterwards. */
import { Chatelier, type ServerOptions } from "../../server/chatelier.ts";
import { open_room, Person } from "../../server/person.ts";
import { Postgres } from "../../server/postgres.ts";
import { Redis } from "../../server/redis.ts";
import type { Test } from "../../server/suite.ts";

export class Stage {
  readonly #servers: Chatelier[] = [];
  readonly #people: Person[] = [];
  readonly #ends: (() => Promise<unknown>)[] = [];

  /** Runs until ended here, however often it was stopped and started meanwhile. */
  async postgres(): Promise<Postgres> {
    const made = await Postgres.make();
    this.#ends.push(() => made.stop_if_running());
    return made;
  }

  redis(): Redis {
    const made = Redis.make();
    this.#ends.push(() => made.kill_if_running());
    return made;
  }

  async server(options: ServerOptions, state: "listening" | "ready" = "ready"): Promise<Chatelier> {
    const server = state === "ready" ? await Chatelier.start(options) : await Chatelier.listen(options);
    this.#servers.push(server);
    return server;
  }

  /** One that was started elsewhere. */
  keep(server: Chatelier): void {
    this.#servers.push(server);
  }

  async people(server: Chatelier, ...names: string[]): Promise<Person[]> {
    const made = await Promise.all(names.map((username) => Person.register(server.origin, { username })));
    this.#people.push(...made);
    return made;
  }

  /** A room of all of them, who hear it from the beginning and come back when the connection goes. */
  async room(people: readonly Person[]): Promise<string> {
    const room = await open_room("kitchen", people);
    for (const person of people) {
      person.hear_from(room, 0);
      await person.stay();
    }
    return room;
  }

  async end(): Promise<void> {
    for (const person of this.#people) await person.leave();
    for (const server of this.#servers) if (server.child.ended === undefined) await server.kill();
    for (const end of this.#ends) await end();
  }
}

export function fault(name: string, play: (stage: Stage) => Promise<void>): Test {
  return {
    name: `fault: ${name}`,
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
