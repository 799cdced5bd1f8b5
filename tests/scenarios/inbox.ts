/**
 * What one device has received and what the transcript has spoken of. Every
 * wait is for a frame, never for time. It also watches what holds for every
 * socket: a room's events come one by one, in the order of `seq`.
 */
import type { ServerEvent } from "../../web/src/protocol.ts";
import { within } from "../server/deadline.ts";
import type { Closed } from "../server/socket.ts";
import { mismatch, shown, type Scope } from "./language/match.ts";
import type { ObjectValue } from "./language/syntax.ts";

export interface Received {
  frame: ServerEvent;
  told: boolean;
}

const HEARD_WITHIN_MS = 10_000;

export class Inbox {
  /** In the order of arrival, over all connections of the device. */
  readonly received: Received[] = [];
  readonly violations: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #watchers = new Set<() => void>();
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #me: () => string;

  constructor(me: () => string) {
    this.#me = me;
  }

  /** A new connection: the room's events start after these. */
  begin(places: ReadonlyMap<string, number>): void {
    this.#places.clear();
    for (const [room, seq] of places) this.#places.set(room, seq);
  }

  /** A resume of these rooms goes out: their events come anew from there. */
  hear_from(rooms: object): void {
    for (const [room, seq] of Object.entries(rooms)) this.#places.set(room, Number(seq));
  }

  take(frame: ServerEvent): void {
    this.watch_order(frame);
    this.received.push({ frame, told: false });
    for (const watcher of this.#watchers) watcher();
  }

  /** Nothing more comes: whoever waits, waits in vain. */
  closed({ code, reason }: Closed): void {
    for (const give_up of this.#waiting)
      give_up(new Error(`the socket closed while something was awaited: ${code} ${reason}`));
  }

  /** The first frame not spoken of yet that fits; waits for it. */
  async hear(type: string, fields: ObjectValue, scope: Scope): Promise<ServerEvent> {
    const all = await this.when(
      () => this.received.find((entry) => this.fits(entry, type, fields, scope)),
      () => `${type}\n${this.explain(type, fields, scope)}`,
    );
    all.told = true;
    mismatch(fields, all.frame, scope);
    return all.frame;
  }

  /** Waits for what `look` finds after some frame. */
  async when<T>(look: () => T | undefined, what: string | (() => string)): Promise<T> {
    let watcher: (() => void) | undefined;
    let give_up: ((error: Error) => void) | undefined;
    const found = new Promise<T>((resolve, reject) => {
      give_up = reject;
      this.#waiting.add(reject);
      watcher = (): void => {
        const answer = look();
        if (answer !== undefined) resolve(answer);
      };
      this.#watchers.add(watcher);
      watcher();
    });
    try {
      return await within(found, HEARD_WITHIN_MS, what);
    } finally {
      if (watcher !== undefined) this.#watchers.delete(watcher);
      if (give_up !== undefined) this.#waiting.delete(give_up);
    }
  }

  untold(background: (frame: ServerEvent) => boolean): ServerEvent[] {
    return this.received.flatMap(({ frame, told }) => (told || background(frame) ? [] : [frame]));
  }

  tell_all(which: (frame: ServerEvent) => boolean = () => true): void {
    for (const entry of this.received) if (which(entry.frame)) entry.told = true;
  }

  private fits({ frame, told }: Received, type: string, fields: ObjectValue, scope: Scope): boolean {
    return (
      !told &&
      frame.type === type &&
      mismatch(fields, frame, { ...scope_of(scope), variables: new Map(scope.variables) }) === undefined
    );
  }

  private explain(type: string, fields: ObjectValue, scope: Scope): string {
    const heard = this.received.filter(({ told }) => !told).slice(-12);
    if (heard.length === 0) return "  nothing came";
    const lines = heard.map(({ frame }) => {
      const why =
        frame.type === type
          ? mismatch(fields, frame, { ...scope_of(scope), variables: new Map(scope.variables) })
          : undefined;
      return `  came: ${shown(frame)}${why === undefined ? "" : `\n        ${why}`}`;
    });
    return lines.join("\n");
  }

  private watch_order(frame: ServerEvent): void {
    if ("seq" in frame && "actor" in frame) {
      const before = this.#places.get(frame.room);
      if (before === undefined)
        this.violations.push(`an event of a room that this socket does not hear: ${shown(frame)}`);
      else if (frame.seq !== before + 1) this.violations.push(`after seq ${before} came ${shown(frame)}`);
      this.#places.set(frame.room, frame.seq);
      if (frame.type === "member.left" && frame.user === this.#me()) this.#places.delete(frame.room);
      return;
    }
    if (frame.type === "room.added" && !this.#places.has(frame.room))
      this.#places.set(frame.room, frame.last_seq);
    if (frame.type === "resync") this.#places.set(frame.room, frame.last_seq);
    if (frame.type === "resumed" && this.#places.get(frame.room) !== frame.last_seq) {
      this.violations.push(`after seq ${this.#places.get(frame.room)} came ${shown(frame)}`);
    }
    if (frame.type === "gone") this.#places.delete(frame.room);
  }
}

function scope_of(scope: Scope): Pick<Scope, "lookup"> {
  return { lookup: (name) => scope.lookup(name) };
}
