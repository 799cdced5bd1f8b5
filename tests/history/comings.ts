/**
 * Somebody who comes and goes: is removed from the private room and brought
 * back, leaves it and the public one, joins again; and somebody who changes a
 * topic. Every deed is tried once and written down.
 */
import { patient, pause, TooLate } from "../server/deadline.ts";
import type { Reply, Session } from "../server/session.ts";
import type { Act, Return } from "./history.ts";
import { read_log } from "./talk.ts";

export interface ComingSettings {
  open_room: string;
  private_room: string;
  /** Of the owner, at each node. */
  owner: readonly Session[];
  /** Of the one who comes and goes, at each node. */
  wanderer: readonly Session[];
  random: () => number;
  now: () => number;
}

const LONGEST_PAUSE_MS = 500;
const AGAIN_AFTER_MS = 50;
/** Longer than any fault lasts. */
const IN_WITHIN_MS = 30_000;

/** Under these, what was asked for may have been done. */
const undecided = new Set(["log/unknown", "internal", "server/unavailable"]);

export class Comings {
  readonly acts: Act[] = [];
  readonly returns: Return[] = [];
  readonly #settings: ComingSettings;
  #going = true;
  #loops: Promise<void>[] = [];
  #topics = 0;

  constructor(settings: ComingSettings) {
    this.#settings = settings;
  }

  /** How the one who comes and goes came in the first time. */
  note_first(): void {
    const { open_room, private_room, owner, wanderer } = this.#settings;
    const subject = wanderer[0]?.user_id ?? "";
    const first = { subject, invoked: 0, answered: 0, outcome: { is: "ok" } } as const;
    this.acts.push({ ...first, kind: "join", room: open_room, actor: subject });
    this.acts.push({ ...first, kind: "bring", room: private_room, actor: owner[0]?.user_id ?? "" });
  }

  start(): void {
    this.#loops = [this.in_and_out_of_private(), this.in_and_out_of_open(), this.topics()];
  }

  /** Everybody is in again. */
  async end(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#loops);
  }

  private async in_and_out_of_private(): Promise<void> {
    const { private_room: room, owner, wanderer, random } = this.#settings;
    const user = wanderer[0]?.user_id ?? "";
    while (this.#going) {
      await pause(LONGEST_PAUSE_MS * random());
      const path = `/rooms/${room}/members/${user}`;
      if (random() < 0.6)
        await this.act("remove", { room, subject: user }, any(owner, random), "DELETE", path);
      else
        await this.act(
          "leave",
          { room, subject: user },
          any(wanderer, random),
          "POST",
          `/rooms/${room}/leave`,
        );
      await pause((LONGEST_PAUSE_MS / 2) * random());
      const head_before = await this.head(room);
      const invoked = this.#settings.now();
      await this.until_in(() =>
        this.act("bring", { room, subject: user }, any(owner, random), "PUT", path, { role: "member" }),
      );
      this.returns.push({ room, user, invoked, head_before, head_after: await this.head(room) });
    }
  }

  private async in_and_out_of_open(): Promise<void> {
    const { open_room: room, wanderer, random } = this.#settings;
    const subject = wanderer[0]?.user_id ?? "";
    while (this.#going) {
      await pause(LONGEST_PAUSE_MS * random());
      await this.act("leave", { room, subject }, any(wanderer, random), "POST", `/rooms/${room}/leave`);
      await pause((LONGEST_PAUSE_MS / 4) * random());
      await this.until_in(() =>
        this.act("join", { room, subject }, any(wanderer, random), "POST", `/rooms/${room}/join`),
      );
    }
  }

  private async topics(): Promise<void> {
    const { open_room: room, owner, random } = this.#settings;
    while (this.#going) {
      await pause(LONGEST_PAUSE_MS * random());
      this.#topics += 1;
      const topic = `topic ${this.#topics}`;
      await this.act("topic", { room, subject: topic }, any(owner, random), "PATCH", `/rooms/${room}`, {
        topic,
      });
    }
  }

  private async until_in(enter: () => Promise<Act["outcome"]>): Promise<void> {
    const ends_by = this.#settings.now() + patient(IN_WITHIN_MS);
    while (this.#settings.now() < ends_by) {
      const outcome = await enter();
      if (outcome.is === "ok") return;
      if (outcome.is === "refused" && outcome.code === "room/already_member") return;
      await pause(AGAIN_AFTER_MS);
    }
    throw new TooLate("whoever comes and goes was not let in again");
  }

  /** Of the owner's own nodes, whichever answers. */
  private async head(room: string): Promise<number> {
    const ends_by = this.#settings.now() + patient(IN_WITHIN_MS);
    while (this.#settings.now() < ends_by) {
      for (const session of this.#settings.owner) {
        const page = await read_log(session, room, 0, 1).catch(() => undefined);
        if (page !== undefined) return page.last_seq;
      }
      await pause(AGAIN_AFTER_MS);
    }
    throw new TooLate("no node said how far the room is");
  }

  private async act(
    kind: Act["kind"],
    what: Pick<Act, "room" | "subject">,
    session: Session,
    method: string,
    path: string,
    body?: object,
  ): Promise<Act["outcome"]> {
    const invoked = this.#settings.now();
    const outcome = await session
      .request(method, path, body === undefined ? {} : { body })
      .then(outcome_of, (error: unknown): Act["outcome"] => ({ is: "unknown", why: String(error) }));
    this.acts.push({
      kind,
      ...what,
      actor: session.user_id,
      invoked,
      answered: this.#settings.now(),
      outcome,
    });
    return outcome;
  }
}

function any(sessions: readonly Session[], random: () => number): Session {
  const session = sessions[Math.floor(random() * sessions.length)];
  if (session === undefined) throw new Error("nobody is signed in");
  return session;
}

function outcome_of({ status, body }: Reply): Act["outcome"] {
  if (status < 300) return { is: "ok" };
  const code = (body as { code?: string } | undefined)?.code ?? `status ${status}`;
  return undecided.has(code) ? { is: "unknown", why: code } : { is: "refused", code };
}
