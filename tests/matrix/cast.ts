/** The people of the matrix, one for each role and a few beside them, and the rooms in which they have these roles. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Chatelier } from "../server/chatelier.ts";
import { product } from "../server/place.ts";
import { Session, type Credentials } from "../server/session.ts";
import { accounts, type Account, type Kind } from "./roles.ts";
import { Traffic } from "./traffic.ts";

/** Everybody stands in it as the role says; the direct message has all who are not outside. */
export interface Place {
  kind: Kind;
  room: string;
  /** Of its invitation; a direct message has none. */
  code: string;
  /** Of a message in it. */
  seq: number;
}

interface Made {
  room: { id: string };
}

/** `newcomer` is in no room, `fellow` is a member of all of them, `forgetful` gets new passwords. */
const others = ["newcomer", "fellow", "forgetful"] as const;
type Other = (typeof others)[number];
type Name = Account | Other;

const members: readonly [Name, string][] = [
  ["reader", "reader"],
  ["member", "member"],
  ["moderator", "moderator"],
  ["blocked", "member"],
  ["fellow", "member"],
];
const in_the_dm: readonly Name[] = ["reader", "member", "moderator", "blocked", "fellow"];

const run = promisify(execFile);

export class Cast {
  readonly traffic = new Traffic();
  readonly server: Chatelier;
  readonly #people = new Map<Name, Session>();
  readonly #shared = new Map<Kind, Place>();
  readonly #credentials = new Map<Session, Credentials>();
  #made = 0;

  private constructor(server: Chatelier) {
    this.server = server;
  }

  static async gather(server: Chatelier): Promise<Cast> {
    const cast = new Cast(server);
    for (const role of accounts) cast.#people.set(role, await cast.register(role));
    for (const other of others) cast.#people.set(other, await cast.register("member"));
    await cast.session("owner").must("PUT", `/me/blocks/${cast.id("blocked")}`);
    return cast;
  }

  session(role: Name | "nobody"): Session {
    if (role === "nobody") return this.traffic.watch("nobody", new Session(this.server.origin));
    const found = this.#people.get(role);
    if (found === undefined) throw new Error(`there is no ${role}`);
    return found;
  }

  id(name: Name): string {
    return this.session(name).user_id;
  }

  credentials(session: Session): Credentials {
    const found = this.#credentials.get(session);
    if (found === undefined) throw new Error("nobody registered this session");
    return found;
  }

  /** A word that nobody has used yet. */
  word(): string {
    this.#made += 1;
    // 0, 1 and letters beside digits look alike to the check of user names.
    return `x${this.#made.toString(8).replaceAll(/\d/g, (digit) => "abcdefgh".charAt(Number(digit)))}`;
  }

  /** Somebody new who is to the server what this role is. */
  async register(role: Account): Promise<Session> {
    const username = `${role}.${this.word()}`;
    const credentials = {
      username,
      password: `orchard lantern ${this.word()}`,
      email: `${username}@example.test`,
    };
    const session = this.traffic.watch(role, await Session.register(this.server.origin, credentials));
    this.#credentials.set(session, credentials);
    this.traffic.secret("a password", credentials.password);
    this.traffic.address(credentials.email);
    // Before anything is asked in this session, so that nobody remembers that it was no administrator's.
    if (role === "admin") await this.promote(username);
    return session;
  }

  async sign_in_elsewhere(role: Account, session: Session): Promise<Session> {
    return this.traffic.watch(role, await Session.sign_in(this.server.origin, this.credentials(session)));
  }

  /** A room that all tests may use as long as nothing changes who is in it. */
  async shared(kind: Kind): Promise<Place> {
    const known = this.#shared.get(kind);
    if (known !== undefined) return known;
    const place = kind === "dm" ? await this.open_dm() : await this.open_room(kind);
    this.#shared.set(kind, place);
    return place;
  }

  async open_room(kind: "public" | "private"): Promise<Place> {
    const owner = this.session("owner");
    const body = { name: `room ${this.word()}`, visibility: kind };
    const room = ((await owner.must("POST", "/rooms", body)) as Made).room.id;
    for (const [name, role] of members)
      await owner.must("PUT", `/rooms/${room}/members/${this.id(name)}`, { role });
    await owner.must("PUT", `/rooms/${room}/bans/${this.id("banned")}`);
    const { code } = (await owner.must("POST", `/rooms/${room}/invites`, {})) as { code: string };
    this.traffic.invitation(code);
    return { kind, room, code, seq: await this.first_words(room) };
  }

  /** How far its log reaches. */
  async last_seq(place: Place): Promise<number> {
    const answer = await this.session("owner").must("GET", `/rooms/${place.room}/events?limit=1`);
    return (answer as { last_seq: number }).last_seq;
  }

  private async open_dm(): Promise<Place> {
    const body = { user_ids: in_the_dm.map((name) => this.id(name)) };
    const room = ((await this.session("owner").must("POST", "/dms", body)) as Made).room.id;
    return { kind: "dm", room, code: "no-invitation-leads-here", seq: await this.first_words(room) };
  }

  private async first_words(room: string): Promise<number> {
    const answer = await this.session("owner").must("POST", `/rooms/${room}/messages`, {
      text: "first words",
    });
    return (answer as { message: { seq: number } }).message.seq;
  }

  private async promote(username: string): Promise<void> {
    const { database_url, redis_url } = this.server.options;
    const settings = ["--database-url", database_url, "--redis-url", redis_url];
    await run(product.server(), [...settings, "admin", "promote", username]);
  }
}
