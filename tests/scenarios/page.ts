/**
 * The page of one device without its screen: the web client's own reducer, its
 * own gap repair and its own requests. What it holds is what a person would
 * see. It must never reduce an event by code of its own.
 */
import { fill_gaps } from "../../web/src/app/gaps.ts";
import { fresh_client, held, reduce, type ClientState } from "../../web/src/app/model.ts";
import { meet } from "../../web/src/features/people/names.ts";
import { take_page } from "../../web/src/features/chat/model.ts";
import { take_members } from "../../web/src/features/rooms/model.ts";
import { create_api, type Api } from "../../web/src/platform/api/api.ts";
import type { Member, ServerEvent } from "../../web/src/protocol.ts";
import type { Session } from "../server/session.ts";

export class Page {
  readonly api: Api;
  #state: ClientState = fresh_client;
  readonly #repair: { look(): void };
  readonly #reading = new Map<string, Promise<void>>();
  readonly #failures: unknown[] = [];

  constructor(session: Session) {
    this.api = create_api((target, init) => {
      if (typeof target !== "string") throw new Error("the page asks by paths");
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(session.headers())) headers.set(name, value);
      return fetch(session.origin + target, { ...init, headers });
    });
    this.#repair = fill_gaps({
      api: this.api,
      state: () => this.#state,
      receive: (frame) => this.receive(frame),
    });
  }

  get state(): ClientState {
    return this.#state;
  }

  receive(frame: ServerEvent): void {
    this.#state = reduce(this.#state, frame, Date.now());
    this.#repair.look();
    this.read_newest();
    if (frame.type === "resync" && this.#state.rooms.members.has(frame.room))
      this.read_members_anew(frame.room);
  }

  /** What to resume with. */
  held(): Record<string, number> {
    return held(this.#state);
  }

  /** Waits until what it reads by itself has come. */
  async idle(): Promise<void> {
    while (this.#reading.size > 0) await Promise.all(this.#reading.values());
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async read_members(room: string): Promise<void> {
    const members: Member[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.api.ask("rooms.members", {
        room,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      members.push(...page.members);
      this.change((state) => ({ ...state, people: meet(state.people, page.users) }));
      cursor = page.next_cursor;
      if (cursor === undefined) break;
    }
    this.change((state) => ({ ...state, rooms: take_members(state.rooms, room, members) }));
  }

  /** As a person would who has every room open: also again after a `resync`. */
  private read_newest(): void {
    for (const [room, timeline] of this.#state.chat.timelines) {
      if (timeline.loaded || this.#reading.has(room)) continue;
      const reading = this.read_page(room)
        .catch((error: unknown) => {
          // Somebody who has just been removed may not read any more.
          if (this.#state.rooms.joined.has(room)) this.#failures.push(error);
        })
        .finally(() => this.#reading.delete(room));
      this.#reading.set(room, reading);
    }
  }

  /** As the list of people does: what was jumped over may have changed it. */
  private read_members_anew(room: string): void {
    const key = `members of ${room}`;
    const reading = this.read_members(room)
      .catch((error: unknown) => {
        if (this.#state.rooms.joined.has(room)) this.#failures.push(error);
      })
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
  }

  private async read_page(room: string): Promise<void> {
    const page = await this.api.ask("messages.list", { room, limit: 60 });
    this.change((state) => ({
      ...state,
      people: meet(state.people, page.users),
      chat: state.chat.timelines.has(room)
        ? take_page(state.chat, room, { kind: "newest" }, page)
        : state.chat,
    }));
  }

  private change(change: (state: ClientState) => ClientState): void {
    this.#state = change(this.#state);
  }
}
