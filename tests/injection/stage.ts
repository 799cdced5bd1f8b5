/** A server without rate limits, and for each operation an administrator of its own with a room: what one ends is not the next one's. */
import { Chatelier } from "../server/chatelier.ts";
import { sql } from "../server/postgres.ts";
import { services } from "../server/services.ts";
import { Session, type Reply } from "../server/session.ts";
import { PLACE, type Operation } from "./requests.ts";

const password = "orchard lantern";

interface Made {
  room: { id: string };
}

export class Stage {
  readonly server: Chatelier;
  #come = 0;

  private constructor(server: Chatelier) {
    this.server = server;
  }

  static async open(): Promise<Stage> {
    const { new_database, redis_url } = await services();
    const flags = ["--trusted-proxies", "127.0.0.1"];
    return new Stage(
      await Chatelier.start({ database_url: await new_database(), redis_url, rate_limits: "off", flags }),
    );
  }

  /** The operation as bytes, by somebody who may do it. */
  async request(operation: Operation): Promise<string> {
    const { somebody, target, body } = await this.#filled(operation);
    return [
      `${operation.method} /api/v1${target} HTTP/1.1`,
      `Host: ${new URL(this.server.origin).host}`,
      `Origin: ${this.server.origin}`,
      // Who fails to sign in too often is slowed down, and only they.
      `X-Forwarded-For: 198.51.100.${this.#come}`,
      `Cookie: ${somebody.cookie ?? ""}`,
      `X-CSRF-Token: ${somebody.csrf ?? ""}`,
      ...(body === undefined ? [] : ["Content-Type: application/json"]),
      "",
      body ?? "",
    ].join("\r\n");
  }

  /** What it is answered when nothing has been changed in it. */
  async answer(operation: Operation): Promise<Reply> {
    const { somebody, target, body } = await this.#filled(operation);
    const raw = body === undefined ? {} : { raw: body.replaceAll(PLACE, "") };
    return somebody.request(operation.method, target.replaceAll(PLACE, ""), raw);
  }

  async #filled({ target, body }: Operation): Promise<{ somebody: Session; target: string; body?: string }> {
    const somebody = await this.#somebody();
    const values = await this.#values(somebody);
    const filled = (text: string): string =>
      text.replaceAll(/\{(\w+)\}/g, (all, name: string) => values.get(name) ?? all);
    return { somebody, target: filled(target), ...(body === undefined ? {} : { body: filled(body) }) };
  }

  async #somebody(): Promise<Session> {
    this.#come += 1;
    const username = `keeper${this.#come}`;
    await Session.register(this.server.origin, { username, password });
    await sql(
      this.server.options.database_url,
      `update users set admin = true where username = '${username}'`,
    );
    return Session.sign_in(this.server.origin, { username, password });
  }

  async #values(somebody: Session): Promise<Map<string, string>> {
    const other = await Session.register(this.server.origin, { username: `guest${this.#come}`, password });
    const { room } = (await somebody.must("POST", "/rooms", { name: `room ${this.#come}` })) as Made;
    await other.must("POST", `/rooms/${room.id}/join`);
    const invite = (await somebody.must("POST", `/rooms/${room.id}/invites`, {})) as { code: string };
    const { sessions } = (await somebody.must("GET", "/me/sessions")) as { sessions: { id: string }[] };
    return new Map([
      ["id", room.id],
      ["room", room.id],
      ["user", other.user_id],
      ["ids", other.user_id],
      ["user_ids", other.user_id],
      ["seq", "1"],
      ["code", invite.code],
      ["session", sessions[0]?.id ?? ""],
      ["nonce", crypto.randomUUID()],
    ]);
  }

  async close(): Promise<void> {
    const { code } = await this.server.stop();
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${this.server.child.output(40)}`);
  }
}
