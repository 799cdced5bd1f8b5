/**
 * What the conversation shows, line by line: messages in groups, a divider per
 * day, the line where the new ones begin, what happened in between, folds of
 * messages that I do not want to read, and mine that are still on their way.
 * Pure; rows that did not change keep their identity.
 */
import type { Message } from "../../protocol.ts";
import { continues_line, type Happening } from "./happenings.ts";
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
  /** Why it failed, or what it waits for… */
  readonly code: string | undefined;
  /** …and until when. */
  readonly not_before: number | undefined;
}

/** Things that happened one after the other and are told in one line. */
export interface HappeningRow {
  readonly kind: "happening";
  readonly key: string;
  readonly last: number;
  readonly amount: number;
  readonly events: readonly Happening[];
}

/** Messages of people whom I have blocked, one after the other. */
export interface FoldRow {
  readonly kind: "fold";
  readonly key: string;
  readonly last: number;
  readonly amount: number;
  readonly seqs: readonly number[];
}

export type Row =
  | MessageRow
  | HappeningRow
  | FoldRow
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
  /** What is told between the messages. */
  happenings: readonly Happening[];
  pending: readonly Pending[];
  me: string | undefined;
  /** The last seq that I had read when I came; undefined shows no line. */
  read_seq: number | undefined;
  /** Whose messages are folded, … */
  blocked: (author: string) => boolean;
  /** … but for these. */
  unfolded: ReadonlySet<number>;
}

export function build_rows(source: RowSource, previous: Rows): Rows {
  const by_key = new Map<string, Row>();
  const put = (row: Row): void => {
    const before = previous.by_key.get(row.key);
    by_key.set(row.key, before !== undefined && same(before, row) ? before : row);
  };

  let last: MessageRow | undefined;
  let last_at: string | undefined;
  let line_drawn = source.read_seq === undefined;
  const divide = (key: string, at: string): boolean => {
    const new_day = last_at === undefined || day_of(last_at) !== day_of(at);
    last_at = at;
    if (new_day) put({ kind: "day", key: `day ${day_of(at)} ${key}`, at });
    return new_day;
  };
  const draw_line = (row: { seq: number | undefined; author: string }): boolean => {
    if (line_drawn || row.seq === undefined || row.seq <= (source.read_seq ?? 0)) return false;
    if (row.author === source.me) return false;
    put({ kind: "new", key: "new" });
    line_drawn = true;
    return true;
  };
  const add = (row: Omit<MessageRow, "leads" | "kind">): void => {
    const new_day = divide(row.key, row.at);
    const starts_new = draw_line(row);
    const leads = new_day || starts_new || last === undefined || !continues(last, row);
    last = { kind: "message", ...row, leads };
    put(last);
  };

  let line: Happening[] = [];
  let fold: Message[] = [];
  const end_line = (): void => {
    const [first] = line;
    if (first === undefined) return;
    divide(`at ${first.seq}`, first.at);
    put({
      kind: "happening",
      key: `at ${first.seq}`,
      last: line.at(-1)?.seq ?? first.seq,
      amount: line.length,
      events: line,
    });
    line = [];
    last = undefined;
  };
  const end_fold = (): void => {
    const [first] = fold;
    if (first === undefined) return;
    divide(first.nonce, first.at);
    draw_line(first);
    const seqs = fold.map(({ seq }) => seq);
    put({
      kind: "fold",
      key: `fold ${first.seq}`,
      last: seqs.at(-1) ?? first.seq,
      amount: seqs.length,
      seqs,
    });
    fold = [];
    last = undefined;
  };
  const happen = (event: Happening): void => {
    end_fold();
    const before = line.at(-1);
    const same_day = before !== undefined && day_of(before.at) === day_of(event.at);
    if (before !== undefined && !(same_day && continues_line(before, event))) end_line();
    line.push(event);
  };
  const tell = (message: Message): void => {
    end_line();
    if (!source.blocked(message.author) || source.unfolded.has(message.seq)) {
      end_fold();
      add(of_message(message));
      return;
    }
    const [begun] = fold;
    if (begun !== undefined && day_of(begun.at) !== day_of(message.at)) end_fold();
    fold.push(message);
  };

  const { happenings } = source;
  let told = 0;
  const happened_before = (seq: number): void => {
    for (; told < happenings.length; told += 1) {
      const event = happenings[told];
      if (event === undefined || event.seq > seq) return;
      happen(event);
    }
  };
  const stored = new Set<string>();
  for (const message of source.timeline?.messages ?? []) {
    happened_before(message.seq);
    stored.add(message.nonce);
    tell(message);
  }
  happened_before(Infinity);
  end_line();
  end_fold();
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
    not_before: undefined,
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
    not_before: pending.code === undefined ? undefined : pending.not_before,
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
  // What a line or a fold holds is told by its first, its last and how many they are.
  const names = (Object.keys(b) as (keyof Row)[]).filter((name) => !Array.isArray(b[name]));
  return names.every((name) => a[name] === b[name]);
}
