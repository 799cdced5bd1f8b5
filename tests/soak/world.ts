/** One server with everybody who uses it: people, their rooms and public squares, and who is here. */
import { Chatelier } from "../server/chatelier.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import { Session } from "../server/session.ts";
import { random_from } from "../history/random.ts";
import { by_turns, populate } from "../under_fire/crowd.ts";
import { Ledger } from "./ledger.ts";
import { Resident } from "./resident.ts";

const RESIDENTS = 180;
/** These sign in for each visit; a person may do so once in 90 s. */
const VISITORS = 40;
const PEOPLE = RESIDENTS + VISITORS;
const MEMBERS = 20;
/** Everybody is in two rooms. */
const STRIDE = MEMBERS / 2;
const SQUARES = 4;
const COMING_AT_ONCE = 16;
const PASSWORD = "orchard lantern in the soak";

/** Rate limits are on and count addresses: these come from many, through a proxy that is believed. */
const FLAGS = ["--trusted-proxies", "127.0.0.1,::1", "--log-level", "info"];

export const address_of = (index: number): string => `198.51.${(index >> 8) & 255}.${index & 255}`;

export interface Visitor {
  username: string;
  rooms: readonly string[];
  address: string;
}

export class World {
  readonly ledger = new Ledger();
  readonly server: Chatelier;
  readonly redis_url: string;
  readonly random: () => number;
  readonly residents: Resident[] = [];
  readonly visitors: Visitor[] = [];
  readonly squares: string[] = [];
  #next_visitor = 0;

  private constructor(server: Chatelier, redis_url: string, seed: number) {
    this.server = server;
    this.redis_url = redis_url;
    this.random = random_from(seed);
  }

  /** Nobody is there yet but the one who opens the squares, so that what opens on first use is open. */
  static async open(seed: number): Promise<World> {
    const { new_database, redis_url } = await services();
    const database_url = await new_database();
    const options = { database_url, redis_url, rate_limits: "on", flags: FLAGS } as const;
    const world = new World(await Chatelier.start(options), redis_url, seed);
    const founder = await Session.register(world.server.origin, { username: "founder", password: PASSWORD });
    for (let number = 0; number < SQUARES; number += 1) {
      const { room } = (await founder.must("POST", "/rooms", { name: `square ${number}` })) as {
        room: { id: string };
      };
      world.squares.push(room.id);
    }
    return world;
  }

  get database_url(): string {
    return this.server.options.database_url;
  }

  async fill(): Promise<void> {
    const rooms = PEOPLE / STRIDE;
    const population = { people: PEOPLE, rooms, members: MEMBERS, stride: STRIDE, writers: MEMBERS };
    const people = await populate(this.database_url, population);
    // All have the founder's password: hundreds of registrations would measure Argon2id before anything begins.
    await sql(
      this.database_url,
      `update users set password_hash = (select f.password_hash from users f where f.username = 'founder')
       where username like 'person%'`,
    );
    for (const [index, { cookie, rooms: home }] of people.entries()) {
      const address = address_of(index);
      if (index >= RESIDENTS) {
        this.visitors.push({ username: `person${index}`, rooms: home, address });
        continue;
      }
      const session = new Session(this.server.origin);
      session.cookie = cookie;
      this.residents.push(new Resident(this.server, this.ledger, session, home, address));
    }
    await by_turns(this.residents, COMING_AT_ONCE, (resident) => resident.come());
  }

  /** The next in turn signs in. */
  async sign_in(): Promise<Resident> {
    const visitor = this.visitors[this.#next_visitor % this.visitors.length];
    if (visitor === undefined) throw new Error("nobody visits");
    this.#next_visitor += 1;
    const session = new Session(this.server.origin);
    const reply = await session.request("POST", "/auth/login", {
      headers: { "x-forwarded-for": visitor.address },
      body: { login: visitor.username, password: PASSWORD },
    });
    if (reply.status !== 200) throw new Error(`signing in: ${reply.status} ${reply.text}`);
    session.take_sign_in(reply.body);
    return new Resident(this.server, this.ledger, session, visitor.rooms, visitor.address);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(among: readonly T[]): T {
    const picked = among[this.below(among.length)];
    if (picked === undefined) throw new Error("there is nothing to pick from");
    return picked;
  }

  /** Somebody who is here and can do something. */
  anybody(): Resident {
    return this.pick(this.residents.filter(({ here }) => here));
  }

  words(): string {
    const length = 20 + this.below(this.random() < 0.05 ? 1_500 : 180);
    return "so it is said, and so it is written down ".repeat(40).slice(0, length);
  }
}
