/** Two people who talk in one room, by REST and over the socket, and know afterwards what must be there. */
import { randomUUID } from "node:crypto";
import { eventually } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import { Session } from "../server/session.ts";

const ACKNOWLEDGED_WITHIN_MS = 60_000;

export class Conversation {
  readonly said: string[] = [];
  readonly alice: Person;
  readonly bob: Person;
  readonly room: string;

  private constructor(alice: Person, bob: Person, room: string) {
    this.alice = alice;
    this.bob = bob;
    this.room = room;
  }

  static async begin(origin: string): Promise<Conversation> {
    const alice = await Person.register(origin, { username: "alice" });
    const bob = await Person.register(origin, { username: "bob" });
    return Conversation.between(alice, bob, await open_room("kitchen", [alice, bob]));
  }

  /** The same two in the same room, perhaps over another address. */
  static async resume(origin: string, room: string): Promise<Conversation> {
    return Conversation.between(await signed_in(origin, "alice"), await signed_in(origin, "bob"), room);
  }

  private static async between(alice: Person, bob: Person, room: string): Promise<Conversation> {
    for (const person of [alice, bob]) {
      person.hear_from(room, 0);
      await person.stay();
    }
    return new Conversation(alice, bob, room);
  }

  /** Both say this and hear each other. A message on its way when a connection broke goes out again, with its nonce. */
  async talk(about: string): Promise<void> {
    for (const speaker of [this.alice, this.bob]) {
      const text = `${speaker.name}: ${about}`;
      const nonce = randomUUID();
      const seq = await eventually(
        async () => {
          const outcome = await speaker.send(this.room, nonce, text);
          return outcome.is === "ok" ? outcome.seq : undefined;
        },
        ACKNOWLEDGED_WITHIN_MS,
        `"${text}" to be acknowledged`,
      );
      this.said.push(text);
      await Promise.all([this.alice.hears(this.room, seq), this.bob.hears(this.room, seq)]);
    }
  }

  async end(): Promise<void> {
    await Promise.all([this.alice.leave(), this.bob.leave()]);
  }

  /** Signs in anew and compares what is there with what was said. */
  async check(origin: string): Promise<void> {
    const { session } = await signed_in(origin, "bob");
    const page = await session.must("GET", `/rooms/${this.room}/messages?limit=200`);
    const found = (page as { messages: { text: string }[] }).messages.map(({ text }) => text);
    if (found.join("\n") !== this.said.join("\n"))
      throw new Error(`said:\n${this.said.join("\n")}\nfound:\n${found.join("\n")}`);
  }
}

async function signed_in(origin: string, username: string): Promise<Person> {
  const password = `orchard lantern ${username}`;
  return new Person(username, await Session.sign_in(origin, { username, password }));
}
