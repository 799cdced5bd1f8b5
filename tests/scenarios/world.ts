/**
 * The people, rooms and words of one scenario: what its short names stand for
 * on the server. Every scenario has its own people and rooms, so that scenarios
 * which share a server do not meet, but for the lobby.
 */
import { createHash } from "node:crypto";
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { eventually } from "../server/deadline.ts";
import { sql } from "../server/postgres.ts";
import { Session, type Credentials } from "../server/session.ts";
import { Device } from "./device.ts";
import type { Scope } from "./language/match.ts";
import { broken_by, Secrets } from "./rules.ts";

interface Room {
  id: string;
  name: string;
}

/** The one that the first migration makes. */
const lobby = "01970000-0000-7000-8000-000000000001";
const nobodys_id = "01970000-0000-7000-8000-00000000dead";
const LOGGED_WITHIN_MS = 2_000;
const names_rooms = new Set(["room", "private"]);

export class World implements Scope {
  readonly variables = new Map<string, unknown>();
  readonly devices = new Map<string, Device>();
  readonly violations: string[] = [];
  readonly server: Chatelier;
  /** The lobby is heard by all; what happens there counts only where a transcript speaks of it. */
  lobby_matters = false;
  readonly #tag: string;
  readonly #people = new Map<string, Credentials>();
  readonly #rooms = new Map<string, Room>();
  readonly #texts = new Map<string, unknown>();
  readonly #secrets = new Secrets();
  readonly #refused: string[] = [];

  constructor(server: Chatelier, number: number) {
    this.server = server;
    // 0, 1 and letters beside digits look alike to the check of user names.
    this.#tag = number.toString(8).replaceAll(/\d/g, (digit) => String(Number(digit) + 2));
  }

  knows(person: string): boolean {
    return this.#people.has(person);
  }

  async register(person: string, admin: boolean): Promise<void> {
    const username = `${person}_${this.#tag}`;
    const display_name = person.charAt(0).toUpperCase() + person.slice(1);
    const credentials = {
      username,
      display_name,
      password: `orchard lantern ${username}`,
      email: `${username}@example.test`,
    };
    this.#people.set(person, credentials);
    this.#secrets.add(`the password of ${person}`, credentials.password);
    this.#secrets.add(`the address of ${person}`, credentials.email);
    const session = this.watched(await Session.register(this.server.origin, credentials));
    // Before anything is asked in this session, so that nobody remembers that it was no administrator's.
    if (admin) await this.promote(session.user_id);
    this.add_device(person, session);
  }

  async add_room(name: string, visibility: "public" | "private", people: readonly string[]): Promise<void> {
    const [maker, ...others] = people.map((person) => this.device(person).session);
    const full = `${name} ${this.#tag}`;
    const answer = (await maker?.must("POST", "/rooms", { name: full, visibility })) as {
      room: { id: string };
    };
    this.#rooms.set(name, { id: answer.room.id, name: full });
    for (const session of others) await session.must("POST", `/rooms/${answer.room.id}/join`);
  }

  /** `alice/phone`: another device signs in anew, another tab does not. */
  async add_own_device(actor: string, shares_session: boolean): Promise<void> {
    const person = actor.split("/")[0] ?? actor;
    const credentials = this.#people.get(person);
    if (credentials === undefined) throw new Error(`${person} has not been named before`);
    const session = shares_session
      ? this.device(person).session
      : await Session.sign_in(this.server.origin, credentials);
    this.add_device(actor, this.watched(session));
  }

  device(actor: string): Device {
    const found = this.devices.get(actor);
    if (found === undefined)
      throw new Error(`who is ${actor}? Name them in a room, or as an outsider, device or tab`);
    return found;
  }

  session(actor: string): Session {
    if (actor !== "nobody") return this.device(actor).session;
    // Anew each time: what nobody is given, nobody keeps.
    return this.watched(new Session(this.server.origin));
  }

  define(name: string, value: unknown): void {
    this.#texts.set(name, value);
  }

  lookup(name: string): unknown {
    const [base = "", part] = name.split(".");
    const room = this.#rooms.get(base);
    if (room !== undefined) return part === "name" ? room.name : room.id;
    if (part === "cookie" || part === "csrf") return this.device(base).session[part];
    const person = this.#people.get(base);
    if (person !== undefined)
      return part === undefined ? this.device(base).session.user_id : person[part as keyof Credentials];
    if (this.#texts.has(name)) return this.#texts.get(name);
    if (name === "lobby") return lobby;
    if (name === "unknown_id") return nobodys_id;
    if (name === "tag") return this.#tag;
    if (/^n\d+$/.test(name)) return this.nonce(name);
    if (names_rooms.has(name)) throw new Error(`"${name}" is a word of the language`);
    throw new Error(`what is "${name}"? Neither a person, a room, a nonce (n1, n2…) nor a text that was let`);
  }

  /** The same each time within this scenario, different in every other. */
  nonce(name: string): string {
    const hex = createHash("sha256").update(`${process.pid} ${this.#tag} ${name}`).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** A path with {names} in it. */
  path(text: string): string {
    return text.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
      const variable = name.startsWith("$") ? this.variables.get(name.slice(1)) : this.lookup(name);
      if (variable === undefined) throw new Error(`${name} has not been taken yet`);
      return encodeURIComponent(typeof variable === "string" ? variable : JSON.stringify(variable));
    });
  }

  is_background(frame: ServerEvent): boolean {
    return !this.lobby_matters && "room" in frame && frame.room === lobby;
  }

  private async promote(user: string): Promise<void> {
    await sql(this.server.options.database_url, `update users set admin = true where id = '${user}'`);
  }

  private add_device(actor: string, session: Session): void {
    const device = new Device(actor, session);
    device.heard = (text): void => this.watch_for_secrets(`a frame to ${actor}`, text);
    this.devices.set(actor, device);
  }

  private watched(session: Session): Session {
    this.#secrets.add("the secret of a session", session.cookie?.split("=")[1]);
    session.heard = (reply): void => {
      this.violations.push(...broken_by(reply));
      this.#secrets.add("the secret of a session", session.cookie?.split("=")[1]);
      if (reply.status >= 400) this.#refused.push(reply.headers.get("x-request-id") ?? "");
      // My address is mine to see, and everybody's is the administrators'.
      const shows_addresses = /^((GET|PATCH) \/me|GET \/admin\/people)(\?|$)/.test(
        `${reply.method} ${reply.path}`,
      );
      if (!shows_addresses) this.watch_for_secrets(`${reply.method} ${reply.path}`, reply.text);
    };
    return session;
  }

  /** What was refused stands in the log with its trace; no secret does. */
  async check_log(): Promise<void> {
    const { child } = this.server;
    const missing = (): string[] => {
      const said = child.output();
      return this.#refused.filter((id) => !said.includes(id));
    };
    await eventually(
      () => (missing().length === 0 ? true : undefined),
      LOGGED_WITHIN_MS,
      "every refusal to be in the log",
    ).catch(() =>
      this.violations.push(`the log says nothing of the refused requests ${missing().join(", ")}`),
    );
    this.watch_for_secrets("the log", child.output());
  }

  private watch_for_secrets(where: string, text: string): void {
    const secret = this.#secrets.in(text);
    if (secret !== undefined) this.violations.push(`${where} gives away ${secret}`);
  }
}
