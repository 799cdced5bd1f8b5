/**
 * The client behind the page: one state, one socket, the features' stores, and
 * the repair of gaps. The composition root of the browser; screens reach it
 * through the features' contexts only.
 */
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { create_session, type Session } from "../features/auth/session.ts";
import { create_chat, type Chat } from "../features/chat/chat_store.ts";
import { meet } from "../features/people/names.ts";
import { create_people, type PeopleStore } from "../features/people/people_store.ts";
import { create_rooms, type Rooms } from "../features/rooms/rooms_store.ts";
import { create_api, type Api } from "../platform/api/api.ts";
import { open_for_commands, type SocketState } from "../platform/socket/machine.ts";
import { create_socket } from "../platform/socket/socket.ts";
import { name_of } from "../platform/ui/name.tsx";
import type { Room, ServerEvent, User } from "../protocol.ts";
import { fill_gaps } from "./gaps.ts";
import {
  begin_guest_log,
  begin_look,
  end_look,
  fresh_client,
  held,
  reduce,
  type ClientState,
} from "./model.ts";
import { create_strangers } from "./strangers.ts";

export interface Client {
  session: Session;
  rooms: Rooms;
  chat: Chat;
  people: PeopleStore;
  state: Accessor<ClientState>;
  connection: Accessor<SocketState>;
  person(id: string): User | undefined;
  /** A room that I am not in is on the screen: what happens in it is heard until I look away. */
  look_at(room: Room): void;
  look_away(room: string): void;
  /** For the stores of areas that are loaded later. */
  api: Pick<Api, "ask">;
  reconnect_now(): void;
}

/** Events that come faster than the screen is drawn, or faster than this page can draw, are shown together. */
const SHOW_EVERY_MS = 16;
const SHOW_EVERY_HIDDEN_MS = 250;

export function create_client(): Client {
  const api = create_api((input, init) => fetch(input, init));
  const session = create_session(api);
  const me = createMemo(() => {
    const phase = session.phase();
    return phase.name === "in" ? phase.user.id : undefined;
  });

  let current = fresh_client;
  let show_next_at = 0;
  let showing: ReturnType<typeof setTimeout> | undefined;
  const [state, show] = createSignal<ClientState>(fresh_client);
  // Every message makes a new state, and hundreds of lines ask who somebody is: each part tells of its own changes.
  const known_people = createMemo(() => state().people);
  const blocks = createMemo(() => state().blocks);
  const rooms_state = createMemo(() => state().rooms);
  const chat_state = createMemo(() => state().chat);
  const [connection, set_connection] = createSignal<SocketState>({ name: "idle" });
  const connected = createMemo(() => open_for_commands(connection()));

  const show_now = (): void => {
    clearTimeout(showing);
    showing = undefined;
    const begun = performance.now();
    show(current);
    const ended = performance.now();
    const every = document.visibilityState === "visible" ? SHOW_EVERY_MS : SHOW_EVERY_HIDDEN_MS;
    // At least as long as the drawing took belongs to the socket and to whoever types.
    show_next_at = Math.max(begun + every, ended + (ended - begun));
  };
  const show_soon = (): void => {
    if (showing !== undefined) return;
    const wait = show_next_at - performance.now();
    if (wait <= 0) show_now();
    else showing = setTimeout(show_now, wait);
  };
  const change = (next: (state: ClientState) => ClientState): void => {
    const before = current;
    const changed = next(before);
    current = begin_guest_log(changed);
    if (current !== before) show_now();
    if (current !== changed) hear_as_guest();
  };
  /** Without a connection nothing is told: the next one resumes all that is held. */
  const hear_as_guest = (): void => {
    const room = current.rooms.looked_at?.id ?? "";
    const log = current.logs.get(room);
    if (log !== undefined) socket.tell({ type: "resume", rooms: { [room]: log.cursor } });
  };
  const change_part = <Part extends "people" | "rooms" | "chat">(
    part: Part,
    next: (held: ClientState[Part]) => ClientState[Part],
  ): void =>
    change((before) => {
      const after = next(before[part]);
      return after === before[part] ? before : { ...before, [part]: after };
    });
  const receive = (frame: ServerEvent): void => {
    const before = current;
    current = reduce(current, frame, Date.now());
    if (current === before) return;
    if (frame.type === "ready") show_now();
    else show_soon();
    repair.look();
  };

  const socket = create_socket({
    open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/ws`, "chatelier.v1"),
    held: () => held(current),
    deliver: receive,
    moved: set_connection,
    session_lost: () => session.check(),
  });
  const repair = fill_gaps({ api, state: () => current, receive });
  const introduce = (users: readonly User[]): void => change_part("people", (people) => meet(people, users));
  const strangers = create_strangers({ api, known: (id) => current.people.has(id), introduce });

  /** Asking for somebody unknown also asks the server who that is. */
  const person = (id: string): User | undefined => {
    const known = known_people().get(id);
    if (known === undefined && connected()) strangers.who_is(id);
    return known;
  };

  createEffect(
    on(me, (id) => {
      if (id === undefined) return;
      socket.start();
      onCleanup(() => {
        socket.stop();
        change(() => fresh_client);
      });
    }),
  );
  createEffect(() => {
    const now = connection();
    if (now.name === "ended" && now.reason === "session") session.ended();
  });

  const rooms = create_rooms({
    api,
    state: rooms_state,
    change: (next) => change_part("rooms", next),
    tell: socket.tell,
    connected,
    person,
    name_of,
    meet: introduce,
  });
  const people = create_people({ api, me, blocks, person, meet: introduce });
  const chat = create_chat({
    api,
    state: chat_state,
    change: (next) => change_part("chat", next),
    connected,
    ask: socket.ask,
    tell: socket.tell,
    cursor: (room) => current.logs.get(room)?.cursor ?? 0,
    me,
    person,
    meet: introduce,
    blocked: people.blocked,
  });

  return {
    session,
    rooms,
    chat,
    people,
    state,
    connection,
    person,
    look_at: (room) => change((before) => begin_look(before, room)),
    look_away: (room) => change((before) => end_look(before, room)),
    api,
    reconnect_now: socket.hurry,
  };
}
