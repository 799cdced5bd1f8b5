/**
 * What the conversation shows, line by line: messages in groups, a divider per
 * day, the line where the new ones begin, and mine that are still on their
 * way. Pure; rows that did not change keep their identity.
 */
import type { Message } from "../../protocol.ts";
import type { Pending } from "./outbox.ts";
import type { Timeline } from "./timeline.ts";

export interface MessageRow {
  readonly kind: "message";
  /** The nonce, so that a message keeps its row when it becomes a stored one. */
  readonly key: string;
  readonly seq: number | undefined;
  readonly at: string;
  readonly author: string;
  readonly text: string;
  readonly deleted: boolean;
  /** The first of a group shows who wrote and when. */
  readonly leads: boolean;
  readonly state: "sent" | "sending" | "failed";
  readonly code: string | undefined;
}

export type Row =
  | MessageRow
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "new"; readonly key: "new" };

export interface Rows {
  readonly keys: readonly string[];
  readonly by_key: ReadonlyMap<string, Row>;
}

export const no_rows: Rows = { keys: [], by_key: new Map() };

/** A pause this long starts a new group. */
const GROUP_WITHIN_MS = 5 * 60_000;

export interface RowSource {
  timeline: Timeline | undefined;
  pending: readonly Pending[];
  me: string | undefined;
  /** The last seq that I had read when I came; undefined shows no line. */
  read_seq: number | undefined;
}

export function build_rows(source: RowSource, previous: Rows): Rows {
  const by_key = new Map<string, Row>();
  const put = (row: Row): void => {
    const before = previous.by_key.get(row.key);
    by_key.set(row.key, before !== undefined && same(before, row) ? before : row);
  };

  let last: MessageRow | undefined;
  let line_drawn = source.read_seq === undefined;
  const add = (row: Omit<MessageRow, "leads" | "kind">): void => {
    const new_day = last === undefined || day_of(last.at) !== day_of(row.at);
    const starts_new =
      !line_drawn && row.seq !== undefined && row.seq > (source.read_seq ?? 0) && row.author !== source.me;
    if (new_day) put({ kind: "day", key: `day ${day_of(row.at)} ${row.key}`, at: row.at });
    if (starts_new) {
      put({ kind: "new", key: "new" });
      line_drawn = true;
    }
    const leads = new_day || starts_new || last === undefined || !continues(last, row);
    last = { kind: "message", ...row, leads };
    put(last);
  };

  const messages = source.timeline?.messages ?? [];
  const stored = new Set<string>();
  for (const message of messages) {
    stored.add(message.nonce);
    add(of_message(message));
  }
  if (source.timeline?.has_after !== true) {
    for (const pending of source.pending)
      if (!stored.has(pending.nonce)) add(of_pending(pending, source.me ?? ""));
  }
  return { keys: [...by_key.keys()], by_key };
}

function of_message(message: Message): Omit<MessageRow, "leads" | "kind"> {
  return {
    key: message.nonce,
    seq: message.seq,
    at: message.at,
    author: message.author,
    text: message.text,
    deleted: message.deleted === true,
    state: "sent",
    code: undefined,
  };
}

function of_pending(pending: Pending, me: string): Omit<MessageRow, "leads" | "kind"> {
  return {
    key: pending.nonce,
    seq: pending.seq,
    at: pending.at,
    author: me,
    text: pending.text,
    deleted: false,
    state: pending.state === "failed" ? "failed" : "sending",
    code: pending.code,
  };
}

function continues(last: MessageRow, row: { author: string; at: string }): boolean {
  return last.author === row.author && Date.parse(row.at) - Date.parse(last.at) < GROUP_WITHIN_MS;
}

/** The local calendar day: where one lives, midnight is there. */
function day_of(at: string): string {
  const moment = new Date(at);
  return `${moment.getFullYear()}-${moment.getMonth() + 1}-${moment.getDate()}`;
}

function same(a: Row, b: Row): boolean {
  const names = Object.keys(b) as (keyof Row)[];
  return names.every((name) => a[name] === b[name]);
}
