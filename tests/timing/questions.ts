/**
 * The questions by which a stranger could learn who has an account, each asked
 * of the real server in two ways that have to look alike: of somebody who has
 * one and of somebody who has none.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { Chatelier } from "../server/chatelier.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import { Session } from "../server/session.ts";

/** Asks once more, and says how long the answer took, in milliseconds. */
type Ask = (number: number) => Promise<number>;

export interface Question {
  name: string;
  known: Ask;
  unknown: Ask;
}

/** Wrong passwords beyond ten slow an account down, known or not. */
const TRIES_PER_ACCOUNT = 8;

/** As long as those in the links that an administrator makes. */
const token = (): string => randomBytes(32).toString("base64url");

/** Letters alone: digits look like letters to the check of user names. */
function word(number: number): string {
  return number.toString(8).replaceAll(/\d/g, (digit) => "abcdefgh".charAt(Number(digit)));
}

export class Door {
  readonly server: Chatelier;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #asked = 0;

  private constructor(server: Chatelier) {
    this.server = server;
  }

  /** A server that believes its proxy: every question comes from an address of its own. */
  static async open(): Promise<Door> {
    const { new_database, redis_url } = await services();
    const flags = ["--trusted-proxies", "127.0.0.1/32", "--log-level", "warning"];
    return new Door(
      await Chatelier.start({ database_url: await new_database(), redis_url, flags, name: "timing" }),
    );
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.server.stop();
  }

  /** Guesses the passwords of accounts that exist, and of others whose names look like theirs. */
  async signing_in(samples: number): Promise<Question> {
    const accounts = Math.ceil(samples / TRIES_PER_ACCOUNT);
    this.#asked += 1;
    const mark = word(this.#asked);
    for (let number = 0; number < accounts; number += 1)
      await Session.register(this.server.origin, {
        username: `known.${mark}.${word(number)}`,
        password: "orchard lantern",
      });
    const guess =
      (kind: string): Ask =>
      (number) =>
        this.ask(
          "/auth/login",
          { login: `${kind}.${mark}.${word(number % accounts)}`, password: "not the password" },
          401,
        );
    return { name: "signing in", known: guess("known"), unknown: guess("other") };
  }

  /** New accounts with an e-mail address that somebody has, and with one that nobody has. */
  async signing_up(): Promise<Question> {
    this.#asked += 1;
    const mark = word(this.#asked);
    const email = `known.${mark}@example.test`;
    await Session.register(this.server.origin, {
      username: `owner.${mark}`,
      password: "orchard lantern",
      email,
    });
    const sign_up =
      (kind: string, email_of: (number: number) => string): Ask =>
      (number) => {
        const username = `${kind}.${mark}.${word(number)}`;
        return this.ask(
          "/auth/register",
          { username, password: "orchard lantern", email: email_of(number) },
          201,
        );
      };
    return {
      name: "signing up",
      known: sign_up("first", () => email),
      unknown: sign_up("later", (number) => `other.${mark}.${word(number)}@example.test`),
    };
  }

  /** The link that somebody had until it expired, and links that nobody ever had. */
  async redeeming(): Promise<Question> {
    this.#asked += 1;
    const expired = token();
    const username = `forgetful.${word(this.#asked)}`;
    const { user_id } = await Session.register(this.server.origin, { username, password: "orchard lantern" });
    const hash = createHash("sha256").update(expired).digest("hex");
    await sql(
      this.server.options.database_url,
      `insert into password_resets values ('${user_id}', '${hash}', now() - interval '1 minute')`,
    );
    const redeem =
      (choose: (drawn: string) => string): Ask =>
      () =>
        // Drawn for both, because what the asker has just done shows in microseconds, too.
        this.ask("/auth/password/reset", { token: choose(token()), new_password: "lantern orchard" }, 400);
    return { name: "redeeming a link", known: redeem(() => expired), unknown: redeem((drawn) => drawn) };
  }

  private ask(path: string, body: object, expected: number): Promise<number> {
    this.#asked += 1;
    const [high, low] = [this.#asked >> 8, this.#asked & 255];
    const text = JSON.stringify(body);
    const headers = {
      "content-type": "application/json",
      "content-length": text.length,
      "x-forwarded-for": `10.${high >> 8}.${high & 255}.${low}`,
      host: `localhost:${this.server.port}`,
      origin: this.server.origin,
    };
    const options = {
      agent: this.#agent,
      host: "127.0.0.1",
      port: this.server.port,
      path: `/api/v1${path}`,
      headers,
    };
    return new Promise((resolve, reject) => {
      const begun = performance.now();
      const question = request({ ...options, method: "POST" }, (answer) => {
        answer.resume();
        answer.on("end", () => {
          const took = performance.now() - begun;
          if (answer.statusCode === expected) resolve(took);
          else reject(new assert.AssertionError({ message: `${path} was answered ${answer.statusCode}` }));
        });
      });
      question.on("error", reject);
      question.end(text);
    });
  }
}
