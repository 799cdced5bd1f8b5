/** One test's people around one server: whatever a page complained of fails the test, and its picture is kept. */
import { Chatelier } from "../server/chatelier.ts";
import { services } from "../server/services.ts";
import type { Test } from "../server/suite.ts";
import { Person, type Sight } from "./person.ts";

export class Scene {
  server: Chatelier;
  readonly #people: Person[] = [];

  constructor(server: Chatelier) {
    this.server = server;
  }

  async person(name: string, sight: Sight = {}): Promise<Person> {
    const person = await Person.sit_down(name, this.server.origin, sight);
    this.#people.push(person);
    return person;
  }

  /** Has an account and stands in the lobby. */
  async member(name: string, sight: Sight = {}): Promise<Person> {
    const person = await this.person(name, sight);
    await person.register();
    return person;
  }

  keep(person: Person): void {
    this.#people.push(person);
  }

  check(): void {
    for (const { watch } of this.#people) watch.check();
  }

  async end(failed: string | undefined): Promise<void> {
    for (const [index, person] of this.#people.entries()) {
      if (failed !== undefined) await person.picture(`${failed}-${index}`).catch(() => undefined);
      await person.get_up().catch(() => undefined);
    }
  }
}

let shared: Promise<Chatelier> | undefined;

export async function new_server(): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  return Chatelier.start({ database_url: await new_database(), redis_url });
}

export function shared_server(): Promise<Chatelier> {
  shared ??= new_server();
  return shared;
}

export async function stop_shared_server(): Promise<void> {
  const server = await shared;
  const end = await server?.stop();
  if (end !== undefined && end.code !== 0)
    throw new Error(`the server ended with ${end.signal ?? end.code}:\n${server?.child.output(20)}`);
}

/** On the shared server, unless the test brings it down. */
export function scene(name: string, play: (scene: Scene) => Promise<void>, own_server = false): Test {
  return {
    name,
    async run() {
      const stage = new Scene(own_server ? await new_server() : await shared_server());
      let failed: string | undefined = name.replaceAll(/\W+/g, "-").slice(0, 60);
      try {
        await play(stage);
        stage.check();
        failed = undefined;
      } finally {
        await stage.end(failed);
        if (own_server && stage.server.child.ended === undefined) await stage.server.kill();
      }
    },
  };
}
