/**
 * The chat of every room as this client holds it: timelines, messages on their
 * way, who is typing. A pure fold over the server's frames; the page shows it
 * and the scenario tests compare it with a fresh read from the server.
 */
import type { DurableEvent, MessagePage, ServerEvent } from "../../protocol.ts";
import { interrupted, passed, seen, without_room, type Outbox } from "./outbox.ts";
import { apply_event, begin_timeline, merge_page, type PageRequest, type Timeline } from "./timeline.ts";

export interface ChatState {
  readonly timelines: ReadonlyMap<string, Timeline>;
  readonly outbox: Outbox;
  /** Per room: who is typing, and until when that is believed. */
  readonly typing: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export const no_chat: ChatState = { timelines: new Map(), outbox: [], typing: new Map() };

/** A lost "stopped" heals by itself: nobody is believed to type for longer. */
const TYPING_FOR_MS = 6_000;

export type ChatFrame = Extract<
  ServerEvent,
  { type: "ready" | "resync" | "gone" | "room.added" | "room.removed" | "typing" }
>;
export type ChatEvent = DurableEvent;

/** Frames that stand outside a room's log. `looked_at` is a room that is read without being mine. */
export function reduce_chat_frame(
  state: ChatState,
  frame: ChatFrame,
  now: number,
  looked_at?: string,
): ChatState {
  switch (frame.type) {
    case "ready": {
      const timelines = new Map<string, Timeline>();
      for (const { room, last_seq } of frame.rooms) {
        const held = state.timelines.get(room);
        timelines.set(room, held?.loaded === true ? held : begin_timeline(room, last_seq));
      }
      const mine = state.outbox.filter((pending) => timelines.has(pending.room));
      const guests = looked_at === undefined ? undefined : state.timelines.get(looked_at);
      if (guests?.loaded === true) timelines.set(guests.room, guests);
      return { timelines, outbox: interrupted(mine), typing: new Map() };
    }
    case "resync":
      return with_timeline(state, begin_timeline(frame.room, frame.last_seq));
    case "room.added":
      return state.timelines.has(frame.room)
        ? state
        : with_timeline(state, begin_timeline(frame.room, frame.last_seq));
    case "gone":
    case "room.removed":
      return without_timeline(state, frame.room);
    case "typing": {
      const known = new Map(state.typing.get(frame.room)).set(frame.user, now + TYPING_FOR_MS);
      return { ...state, typing: new Map(state.typing).set(frame.room, known) };
    }
    default:
      frame satisfies never;
      return state;
  }
}

/** An event of a room's log, let through in seq order. */
export function reduce_chat_event(state: ChatState, event: ChatEvent): ChatState {
  const timeline = state.timelines.get(event.room);
  const applied = timeline === undefined ? state : with_timeline(state, apply_event(timeline, event));
  const outbox = passed(applied.outbox, event.room, event.seq);
  switch (event.type) {
    case "message.created":
      return {
        ...applied,
        outbox: seen(outbox, event.message.nonce),
        typing: without_typist(applied.typing, event.room, event.actor),
      };
    case "member.left":
    case "member.banned":
      return { ...applied, outbox, typing: without_typist(applied.typing, event.room, event.user) };
    case "room.deleted":
      return without_timeline(applied, event.room);
    case "room.created":
    case "room.updated":
    case "member.joined":
    case "member.changed":
    case "member.unbanned":
      return { ...applied, outbox };
    default:
      event satisfies never;
      return { ...applied, outbox };
  }
}

export function take_page(
  state: ChatState,
  room: string,
  request: PageRequest,
  page: MessagePage,
): ChatState {
  const timeline = state.timelines.get(room) ?? begin_timeline(room, page.last_seq);
  const merged = with_timeline(state, merge_page(timeline, request, page));
  const outbox = page.messages.reduce((rest, message) => seen(rest, message.nonce), merged.outbox);
  return { ...merged, outbox };
}

/** Changes what is held of one room; a room that is not held stays so. */
export function change_timeline(
  state: ChatState,
  room: string,
  change: (timeline: Timeline) => Timeline,
): ChatState {
  const timeline = state.timelines.get(room);
  if (timeline === undefined) return state;
  const next = change(timeline);
  return next === timeline ? state : with_timeline(state, next);
}

/** What was read of a room is not held any longer; what is to be sent to it stays. */
export function put_timeline_away(state: ChatState, room: string): ChatState {
  const timelines = new Map(state.timelines);
  const typing = new Map(state.typing);
  timelines.delete(room);
  typing.delete(room);
  return { ...state, timelines, typing };
}

export function typists(state: ChatState, room: string, now: number): readonly string[] {
  const known = state.typing.get(room);
  if (known === undefined) return [];
  return [...known].flatMap(([user, until]) => (until > now ? [user] : []));
}

function with_timeline(state: ChatState, timeline: Timeline): ChatState {
  return { ...state, timelines: new Map(state.timelines).set(timeline.room, timeline) };
}

function without_timeline(state: ChatState, room: string): ChatState {
  return { ...put_timeline_away(state, room), outbox: without_room(state.outbox, room) };
}

function without_typist(typing: ChatState["typing"], room: string, user: string): ChatState["typing"] {
  const known = typing.get(room);
  if (known?.has(user) !== true) return typing;
  const rest = new Map(known);
  rest.delete(user);
  return new Map(typing).set(room, rest);
}
