/**
 * What is held of one room's messages: a window without holes, bounded in
 * size, that pages extend at both ends and events keep current. Pure.
 */
import type { DurableEvent, Message, MessagePage } from "../../protocol.ts";
import { merged, type Happening } from "./happenings.ts";

export interface Timeline {
  readonly room: string;
  /** Ascending by seq, without a hole between the first and the last. */
  readonly messages: readonly Message[];
  /** What happened between the messages, ascending, as far as it is known. */
  readonly happenings: readonly Happening[];
  /** Has a page been read? Before that only what arrived live is here. */
  readonly loaded: boolean;
  readonly has_before: boolean;
  readonly has_after: boolean;
  /** Does the reader look at the newest message? Decides which end gives way. */
  readonly following: boolean;
  /** The last events, so that a page read a moment ago can be brought up to date. */
  readonly recent: readonly DurableEvent[];
  /** `recent` holds every event after this seq. */
  readonly recent_after: number;
}

/** `before` and `after` name the seq at the window's end from which was asked. */
export type PageRequest = { kind: "newest" } | { kind: "before" | "after" | "around"; seq: number };

/** Beyond this many messages one end of the window is let go. */
const WINDOW_AT_MOST = 500;
const WINDOW_AFTER_TRIM = 350;
const RECENT_AT_MOST = 256;

export function begin_timeline(room: string, cursor: number): Timeline {
  return {
    room,
    messages: [],
    happenings: [],
    loaded: false,
    has_before: true,
    has_after: false,
    following: true,
    recent: [],
    recent_after: cursor,
  };
}

/** A room whose whole log will be received from seq 1. */
export function begin_timeline_at_start(room: string): Timeline {
  return { ...begin_timeline(room, 0), loaded: true, has_before: false };
}

export function apply_event(timeline: Timeline, event: DurableEvent): Timeline {
  return bounded({ ...remembered(timeline, event), ...folded(timeline, event) });
}

/** Lays a page against the window; a page that no longer fits changes nothing. */
export function merge_page(timeline: Timeline, request: PageRequest, page: MessagePage): Timeline {
  const outdated = page.last_seq < timeline.recent_after;
  if (outdated) return timeline;
  const since = timeline.recent.filter((event) => event.seq > page.last_seq);

  if (request.kind === "newest" || request.kind === "around") {
    const fresh: Timeline = {
      ...timeline,
      loaded: true,
      messages: page.messages,
      has_before: page.has_before,
      has_after: page.has_after,
      following: request.kind === "newest",
    };
    return within(bounded(replayed(fresh, since)));
  }

  if (request.kind === "before") {
    if (timeline.messages[0]?.seq !== request.seq) return timeline;
    const older = page.messages.map((message) => since.reduce(changed_by, message));
    return trimmed_end({
      ...timeline,
      messages: [...older, ...timeline.messages],
      has_before: page.has_before,
    });
  }
  if (timeline.messages.at(-1)?.seq !== request.seq) return timeline;
  const grown = {
    ...timeline,
    messages: [...timeline.messages, ...page.messages],
    has_after: page.has_after,
  };
  return trimmed_start(replayed(grown, since));
}

/** Lays what happened between messages into the window; what lies outside of it is let go. */
export function take_happenings(timeline: Timeline, found: readonly Happening[]): Timeline {
  if (!timeline.loaded || found.length === 0) return timeline;
  return within({ ...timeline, happenings: merged(timeline.happenings, found) });
}

/** The seq up to which this client knows the room's log. */
export function known_to(timeline: Timeline): number {
  return timeline.recent.at(-1)?.seq ?? timeline.recent_after;
}

/** How many messages others have written since, as far as is remembered. */
export function written_since(timeline: Timeline, seq: number, me: string | undefined): number {
  return timeline.recent.filter(
    (event) => event.type === "message.created" && event.seq > seq && event.actor !== me,
  ).length;
}

export function follow(timeline: Timeline, following: boolean): Timeline {
  return timeline.following === following ? timeline : { ...timeline, following };
}

/** The one place where the meaning of each durable event for messages stands. */
function folded(
  timeline: Timeline,
  event: DurableEvent,
): Pick<Timeline, "messages" | "happenings" | "has_after"> {
  const { messages, happenings, has_after, has_before } = timeline;
  const unchanged = { messages, happenings, has_after };
  if (!timeline.loaded || has_after) return unchanged;
  switch (event.type) {
    case "message.created": {
      const before_window = has_before && event.seq < (messages[0]?.seq ?? 0);
      if (before_window) return unchanged;
      const full = !timeline.following && messages.length >= WINDOW_AT_MOST;
      if (full) return { messages, happenings, has_after: true };
      return { messages: inserted(messages, event.message), happenings, has_after };
    }
    case "room.created":
    case "room.updated":
    case "room.deleted":
    case "member.joined":
    case "member.left":
    case "member.changed":
    case "member.banned":
    case "member.unbanned":
      return { messages, happenings: merged(happenings, [event]), has_after };
    default:
      event satisfies never;
      return unchanged;
  }
}

/** An event's effect on one message that is already here. */
function changed_by(message: Message, event: DurableEvent): Message {
  switch (event.type) {
    case "message.created":
    case "room.created":
    case "room.updated":
    case "room.deleted":
    case "member.joined":
    case "member.left":
    case "member.changed":
    case "member.banned":
    case "member.unbanned":
      return message;
    default:
      event satisfies never;
      return message;
  }
}

function replayed(timeline: Timeline, events: readonly DurableEvent[]): Timeline {
  return events.reduce((reached, event) => Object.assign({}, reached, folded(reached, event)), timeline);
}

function remembered(timeline: Timeline, event: DurableEvent): Timeline {
  const recent = [...timeline.recent, event];
  if (recent.length <= RECENT_AT_MOST) return { ...timeline, recent };
  const dropped = recent.length - RECENT_AT_MOST;
  return { ...timeline, recent: recent.slice(dropped), recent_after: recent[dropped - 1]?.seq ?? event.seq };
}

function inserted(messages: readonly Message[], message: Message): readonly Message[] {
  const last = messages.at(-1);
  if (last === undefined || message.seq > last.seq) return [...messages, message];
  const place = messages.findIndex((known) => known.seq >= message.seq);
  if (messages[place]?.seq === message.seq) return messages;
  return [...messages.slice(0, place), message, ...messages.slice(place)];
}

function bounded(timeline: Timeline): Timeline {
  return timeline.following ? trimmed_start(timeline) : timeline;
}

function trimmed_start(timeline: Timeline): Timeline {
  if (timeline.messages.length <= WINDOW_AT_MOST) return timeline;
  return within({ ...timeline, messages: timeline.messages.slice(-WINDOW_AFTER_TRIM), has_before: true });
}

function trimmed_end(timeline: Timeline): Timeline {
  if (timeline.messages.length <= WINDOW_AT_MOST) return timeline;
  const messages = timeline.messages.slice(0, WINDOW_AFTER_TRIM);
  return within({ ...timeline, messages, has_after: true, following: false });
}

/** Happenings beyond an end at which there are more messages belong to pages that are not held. */
function within(timeline: Timeline): Timeline {
  const { messages, has_before, has_after } = timeline;
  const from = has_before ? (messages[0]?.seq ?? Infinity) : 0;
  const to = has_after ? (messages.at(-1)?.seq ?? 0) : Infinity;
  const happenings = timeline.happenings.filter(({ seq }) => seq >= from && seq <= to);
  return happenings.length === timeline.happenings.length ? timeline : { ...timeline, happenings };
}
