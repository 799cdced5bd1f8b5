/** What happened in a run, written down as it happened: the checker's only input. Pure data; times are milliseconds since the run began. */
import type { DurableEvent } from "../../web/src/protocol.ts";
import type { Closed } from "../server/socket.ts";

export type Fate =
  | { is: "ok"; seq: number; at: string }
  | { is: "refused"; code: string }
  | { is: "unknown"; why: string };

/** One attempt to send. The same nonce may be sent again, by any road: then it has several. */
export interface Attempt {
  sender: string;
  room: string;
  nonce: string;
  text: string;
  /** `elsewhere`: by REST at another node than the sender's own. */
  road: "socket" | "rest" | "elsewhere";
  /** The node that was asked, and whether the line to it was a bad one. */
  node?: string;
  bad_line?: boolean;
  invoked: number;
  answered: number;
  outcome: Fate;
}

/** A deed without a nonce that becomes one event: tried once, never repeated. */
export interface Act {
  kind: "join" | "leave" | "remove" | "bring" | "topic";
  actor: string;
  room: string;
  /** Of a membership: whose. Of a topic: its text. */
  subject: string;
  invoked: number;
  answered: number;
  outcome: { is: "ok" } | { is: "refused"; code: string } | { is: "unknown"; why: string };
}

/** Somebody who had been out came in again: not before `invoked`, and with a seq above one head and not above the other. */
export interface Return {
  room: string;
  user: string;
  invoked: number;
  head_before: number;
  head_after: number;
}

/** An event as it stands in the room's log. */
export interface Entry {
  seq: number;
  type: string;
  at: string;
  sender?: string;
  nonce?: string;
  text?: string;
  /** Whom a membership event concerns. */
  user?: string;
  topic?: string;
}

export interface Heard extends Entry {
  heard?: number;
}

/** The question with which a reading began, and what came of it. */
export interface Claim {
  /** Of the room, as the greeting had it. */
  head: number;
  /** It could not be true. */
  impossible?: true;
  /** `lost`: the connection or its line was, before there was an answer. */
  answer: "resumed" | "resync" | "gone" | "lost" | "silence";
}

/** What one reader heard of one room without a break: on one connection, from one place on. */
export interface Reading {
  reader: string;
  user?: string;
  room: string;
  /** The seq that was held before; undefined: nothing had been asked for, or the hearing had ended. */
  after: number | undefined;
  entries: readonly Heard[];
  /** How far the server said that it had sent when it had. */
  resumed?: { last_seq: number; by_then: number };
  claim?: Claim;
  /** The newest messages, read by REST before, up to this head. */
  snapshot?: { messages: readonly Entry[]; last_seq: number; limit: number };
}

/** What another node said of a message right after it had been acknowledged. */
export interface Witness {
  attempt: Attempt;
  status: number;
  code?: string;
  nonce?: string;
}

/** A question by REST, over a good line, for what stands in a room. */
export interface Look {
  node: string;
  path: string;
  invoked: number;
  answered: number;
  /** 0: there was no answer. */
  status: number;
  code?: string;
}

/** The end of a connection that somebody meant to keep. */
export interface Loss extends Closed {
  reader: string;
  at: number;
  bad_line: boolean;
}

/** A time in which something was wrong on purpose. */
export interface Trouble {
  name: string;
  begun: number;
  over: number;
  /** What was away in that time, if nothing else was wrong. `silent postgres`: it takes connections and says nothing. `space`: room on the disk of Postgres. */
  away?: "redis" | "postgres" | "silent postgres" | "space";
  /** Of a backend that was stopped: the statement in which it was met, or `idle`. */
  within?: string;
}

/** What Postgres holds beside the log. */
export interface Tables {
  events: ReadonlyMap<string, readonly Entry[]>;
  messages: ReadonlyMap<string, readonly number[]>;
  members: ReadonlyMap<string, readonly string[]>;
  topics: ReadonlyMap<string, string>;
}

export interface History {
  attempts: readonly Attempt[];
  /** Per room: the whole log, read at the end, once per node. */
  logs: ReadonlyMap<string, readonly Entry[]>;
  other_logs?: readonly ReadonlyMap<string, readonly Entry[]>[];
  readings: readonly Reading[];
  /** Who never heard the end of a room, though nothing was wrong any more. */
  deaf?: readonly { reader: string; room: string; head: number; heard: number }[];
  private_rooms?: ReadonlySet<string>;
  acts?: readonly Act[];
  returns?: readonly Return[];
  witnesses?: readonly Witness[];
  looks?: readonly Look[];
  closes?: readonly Loss[];
  troubles?: readonly Trouble[];
  tables?: Tables;
}

export function entry_of(event: DurableEvent): Entry {
  const { seq, type, at, actor: sender } = event;
  if (event.type === "message.created") {
    const { nonce, text } = event.message;
    return { seq, type, at, sender: event.message.author, nonce, text };
  }
  if (event.type === "room.updated" && event.topic !== undefined)
    return { seq, type, at, sender, topic: event.topic };
  return "user" in event ? { seq, type, at, sender, user: event.user } : { seq, type, at, sender };
}

/** The event after which this person hears nothing more. */
export function ends_for(user: string | undefined, entry: Entry): boolean {
  return (entry.type === "member.left" || entry.type === "member.banned") && entry.user === user;
}
