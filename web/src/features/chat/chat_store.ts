/**
 * What the conversation's screens can do: read pages, send, retry, say that I
 * am typing. It drives the outbox while there is a connection and keeps it on
 * this device, so that a reload loses nothing. State lives with the app; the
 * reducers of this folder change it.
 */
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { Api } from "../../platform/api/api.ts";
import { ApiError } from "../../platform/api/problem.ts";
import { CommandError, type Command, type Stored } from "../../platform/socket/socket.ts";
import type { MessagePage, User } from "../../protocol.ts";
import { is_happening, silences } from "./happenings.ts";
import { change_timeline, take_page, type ChatState } from "./model.ts";
import {
  acknowledged,
  due,
  next_due_at,
  refused,
  retried,
  seen,
  sending,
  written,
  type Outbox,
  type Pending,
} from "./outbox.ts";
import { keep_pending, kept_pending } from "./pending_store.ts";
import { begin_timeline, follow, take_happenings, type PageRequest } from "./timeline.ts";

export interface ChatPorts {
  api: Api;
  state: Accessor<ChatState>;
  change: (change: (state: ChatState) => ChatState) => void;
  /** May commands be sent right now? */
  connected: Accessor<boolean>;
  ask: (command: Command) => Promise<Stored>;
  tell: (command: Command) => void;
  cursor: (room: string) => number;
  me: Accessor<string | undefined>;
  person: (id: string) => User | undefined;
  meet: (users: readonly User[]) => void;
  blocked: (user: string) => boolean;
}

export type PageState = { name: "loading" } | { name: "failed"; code: string };

export interface Chat {
  state: Accessor<ChatState>;
  me: Accessor<string | undefined>;
  person: (id: string) => User | undefined;
  connected: Accessor<boolean>;
  /** Do I not want to hear this person? */
  blocked: (user: string) => boolean;
  page_state: (room: string, kind: PageRequest["kind"]) => PageState | undefined;
  load: (room: string, request: PageRequest) => Promise<void>;
  follow: (room: string, following: boolean) => void;
  send: (room: string, text: string) => void;
  retry: (nonce: string) => void;
  discard: (nonce: string) => void;
  typing: (room: string) => void;
}

const PAGE = 60;
const TYPING_EVERY_MS = 3_000;
/** Timelines of rooms that were left stay this long in memory, newest first. */
const KEPT_TIMELINES = 8;

export function create_chat(ports: ChatPorts): Chat {
  const [pages, set_pages] = createSignal<ReadonlyMap<string, PageState>>(new Map());
  const visited: string[] = [];
  let typed_at = 0;

  const set_page = (key: string, state: PageState | undefined): void => {
    const next = new Map(pages());
    if (state === undefined) next.delete(key);
    else next.set(key, state);
    set_pages(next);
  };

  const change_outbox = (change: (outbox: Outbox) => Outbox): void =>
    ports.change((state) => {
      const outbox = change(state.outbox);
      return outbox === state.outbox ? state : { ...state, outbox };
    });

  const deliver = async (pending: Pending): Promise<void> => {
    const { nonce, room, text } = pending;
    change_outbox((outbox) => sending(outbox, nonce));
    try {
      const { seq } = await ports.ask({ type: "message.send", room, nonce, text });
      change_outbox((outbox) => acknowledged(outbox, nonce, seq ?? 0, ports.cursor(room)));
    } catch (error) {
      const refusal = error instanceof CommandError ? error : new CommandError("internal", String(error));
      // When the connection went, the next one starts all that was under way again.
      const unanswered = refusal.code === "socket/lost";
      if (unanswered && !ports.connected()) return;
      const code = unanswered ? "log/unknown" : refusal.code;
      change_outbox((outbox) =>
        refused(outbox, nonce, { code, retry_after_ms: refusal.retry_after_ms }, Date.now(), Math.random()),
      );
    }
  };

  let wake: ReturnType<typeof setTimeout> | undefined;
  const pump = (): void => {
    clearTimeout(wake);
    if (!ports.connected()) return;
    const now = Date.now();
    const { outbox } = ports.state();
    for (const pending of due(outbox, now)) void deliver(pending);
    const next = next_due_at(outbox, now);
    if (next !== undefined) wake = setTimeout(pump, next - now);
  };

  const outbox = createMemo(() => ports.state().outbox);
  createEffect(on([outbox, ports.connected], pump));
  onCleanup(() => clearTimeout(wake));

  createEffect(
    on(ports.me, (me) => {
      if (me === undefined) return;
      change_outbox((held) => kept_pending(me).reduce((grown, pending) => written(grown, pending), held));
    }),
  );
  createEffect<Outbox>((before) => {
    const me = ports.me();
    const now = outbox();
    if (me !== undefined) keep_pending(me, before, now);
    return now;
  }, []);

  /** Rooms visited long ago give their messages back; coming back reads them anew. */
  const visit = (room: string): void => {
    const place = visited.indexOf(room);
    if (place >= 0) visited.splice(place, 1);
    visited.unshift(room);
    for (const old of visited.splice(KEPT_TIMELINES)) {
      const cursor = ports.cursor(old);
      ports.change((state) => change_timeline(state, old, () => begin_timeline(old, cursor)));
    }
  };

  /** Reads what happened between a page's messages. Without it the conversation is whole as well. */
  const fill_silences = async (room: string, page: MessagePage): Promise<void> => {
    try {
      for (const { from, to } of silences(page)) {
        const { events } = await ports.api.ask("events.list", {
          room,
          after: from - 1,
          limit: to - from + 1,
        });
        const found = events.filter((event) => event.seq <= to).filter(is_happening);
        ports.change((state) => change_timeline(state, room, (timeline) => take_happenings(timeline, found)));
      }
    } catch {
      // It comes with the next page that is read.
    }
  };

  const load = async (room: string, request: PageRequest): Promise<void> => {
    const key = `${room} ${request.kind}`;
    if (pages().get(key)?.name === "loading") return;
    set_page(key, { name: "loading" });
    if (request.kind === "newest") visit(room);
    try {
      const range = request.kind === "newest" ? {} : { [request.kind]: request.seq };
      const page = await ports.api.ask("messages.list", { room, limit: PAGE, ...range });
      ports.meet(page.users);
      ports.change((state) => take_page(state, room, request, page));
      set_page(key, undefined);
      // The room was told to begin anew further on than this page knew: it is read again.
      const outdated = ports.state().timelines.get(room)?.loaded !== true;
      if (outdated && (request.kind === "newest" || request.kind === "around")) {
        void load(room, request);
        return;
      }
      void fill_silences(room, page);
    } catch (error) {
      set_page(key, { name: "failed", code: error instanceof ApiError ? error.code : "internal" });
    }
  };

  return {
    state: ports.state,
    me: ports.me,
    person: ports.person,
    connected: ports.connected,
    blocked: ports.blocked,
    page_state: (room, kind) => pages().get(`${room} ${kind}`),
    load,
    follow: (room, following) =>
      ports.change((state) => change_timeline(state, room, (timeline) => follow(timeline, following))),
    send(room, text) {
      typed_at = 0;
      const message = { nonce: crypto.randomUUID(), room, text, at: new Date().toISOString() };
      change_outbox((held) => written(held, message));
    },
    retry: (nonce) => change_outbox((held) => retried(held, nonce)),
    discard: (nonce) => change_outbox((held) => seen(held, nonce)),
    typing(room) {
      if (Date.now() - typed_at < TYPING_EVERY_MS) return;
      typed_at = Date.now();
      ports.tell({ type: "typing", room });
    },
  };
}
