/**
 * What happens in a room beside messages: where it lies in the log, and which
 * of it is told in one line. Pure.
 */
import type { DurableEvent, MessageCreatedEvent, MessagePage } from "../../protocol.ts";

export type Happening = Exclude<DurableEvent, MessageCreatedEvent>;

/** A span of the log, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Of a longer silence only the end is told. */
const SPAN_AT_MOST = 200;
const SPANS_AT_MOST = 4;
/** Two silences with so few messages between them are read as one. */
const NEAR = 12;

export function is_happening(event: DurableEvent): event is Happening {
  return event.type !== "message.created";
}

/** Where between a page's messages something else must have happened; the newest first. */
export function silences(
  page: Pick<MessagePage, "messages" | "has_before" | "has_after" | "last_seq">,
): Span[] {
  const seqs = page.messages.map(({ seq }) => seq);
  const start = page.has_before ? (seqs[0] ?? page.last_seq) : 0;
  const end = page.has_after ? (seqs.at(-1) ?? 0) : page.last_seq + 1;
  const marks = [start, ...seqs.filter((seq) => seq > start && seq < end), end];
  const spans: Span[] = [];
  for (const [place, mark] of marks.entries()) {
    const next = marks[place + 1];
    if (next === undefined || next - mark < 2) continue;
    const span = { from: Math.max(mark + 1, next - SPAN_AT_MOST), to: next - 1 };
    const last = spans.at(-1);
    const close = last !== undefined && span.from - last.to <= NEAR && span.to - last.from < SPAN_AT_MOST;
    if (close) spans[spans.length - 1] = { from: last.from, to: span.to };
    else spans.push(span);
  }
  return spans.slice(-SPANS_AT_MOST).toReversed();
}

export function merged(known: readonly Happening[], found: readonly Happening[]): readonly Happening[] {
  const by_seq = new Map([...known, ...found].map((event) => [event.seq, event]));
  if (by_seq.size === known.length) return known;
  return [...by_seq.values()].sort((a, b) => a.seq - b.seq);
}

/** Events that follow each other and say the same of several people are one line. */
export function continues_line(before: Happening, next: Happening): boolean {
  return kind_of(before) === kind_of(next) && kind_of(next) !== undefined;
}

/** What about a person is told, and by whom when it was somebody else; undefined for what stands alone. */
function kind_of(event: Happening): string | undefined {
  switch (event.type) {
    case "member.joined":
    case "member.left":
    case "member.banned":
    case "member.unbanned":
      return `${event.type} ${event.actor === event.user ? "" : event.actor}`;
    case "member.changed":
      return `${event.type} ${event.actor === event.user ? "self" : event.actor} ${event.role}`;
    case "room.created":
    case "room.updated":
    case "room.deleted":
      return undefined;
    default:
      event satisfies never;
      return undefined;
  }
}
