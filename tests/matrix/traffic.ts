/**
 * Everything that the server said to anybody, and what may not stand in it:
 * what is secret is often known only later, so it is searched at the end.
 */
import { broken_by } from "../scenarios/rules.ts";
import type { Session } from "../server/session.ts";
import type { Role } from "./roles.ts";

interface Said {
  to: Role;
  where: string;
  text: string;
}

interface Secret {
  what: string;
  text: string;
  /** Where it may stand all the same. */
  allowed: (said: Said) => boolean;
}

const never = (): boolean => false;

export class Traffic {
  readonly broken: string[] = [];
  readonly #said: Said[] = [];
  readonly #secrets = new Map<string, Secret>();

  get size(): number {
    return this.#said.length;
  }

  /** Hears all answers to this session from here on. */
  watch(to: Role, session: Session): Session {
    const learn = (): void => this.secret("the secret of a session", session.cookie?.split("=")[1] ?? "");
    learn();
    session.heard = (reply): void => {
      learn();
      this.broken.push(...broken_by(reply));
      this.#said.push({ to, where: `${reply.method} ${reply.path}`, text: reply.text });
    };
    return session;
  }

  frame(to: Role, text: string): void {
    this.#said.push({ to, where: "a frame", text });
  }

  secret(what: string, text: string, allowed: (said: Said) => boolean = never): void {
    if (text.length >= 8) this.#secrets.set(text, { what, text, allowed });
  }

  /** An address is shown to whoever has it, and to administrators. */
  address(text: string): void {
    this.secret("an e-mail address", text, ({ to, where }) =>
      to === "admin" && where.startsWith("GET /admin/people") ? true : /^(GET|PATCH) \/me$/.test(where),
    );
  }

  /** A link lets its holder in, so only those see it who may make one. */
  invitation(code: string): void {
    this.secret("an invitation", code, ({ to }) => to === "moderator" || to === "owner");
  }

  betrayed(): string[] {
    const found = new Set<string>();
    for (const said of this.#said)
      for (const { what, text, allowed } of this.#secrets.values())
        if (said.text.includes(text) && !allowed(said)) found.add(`${said.where} tells ${said.to} ${what}`);
    return [...found];
  }
}
