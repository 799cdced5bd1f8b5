/** What a line that nobody wrote says. Pure but for the words. */
import { t } from "../../platform/i18n/index.ts";
import type { RoomUpdatedEvent } from "../../protocol.ts";
import type { Happening } from "./happenings.ts";

export type NameOf = (user: string) => string;

const NAMES_AT_MOST = 3;

/** The events of one line, oldest first; empty when there is nothing to tell. */
export function happening_words(events: readonly Happening[], name_of: NameOf): string {
  const [first] = events;
  if (first === undefined) return "";
  const words = t.happenings;
  const by = name_of(first.actor);
  const own = "user" in first && first.user === first.actor;
  const who = (): string => {
    const users = events.flatMap((event) => ("user" in event ? [event.user] : []));
    return several([...new Set(users)].map(name_of));
  };
  switch (first.type) {
    case "room.created":
      return words.created(by);
    case "room.deleted":
      return "";
    case "room.updated":
      return changes(first, by).join(". ");
    case "member.joined":
      return own ? words.joined(who()) : words.added(who(), by);
    case "member.left":
      return own ? words.left(who()) : words.removed(who(), by);
    case "member.banned":
      return words.banned(who(), by);
    case "member.unbanned":
      return words.unbanned(who(), by);
    case "member.changed":
      return own ? words.stepped_down(by) : words.role[first.role](who(), by);
    default:
      first satisfies never;
      return "";
  }
}

function changes(event: RoomUpdatedEvent, by: string): string[] {
  const words = t.happenings;
  const told: string[] = [];
  if (event.name !== undefined) told.push(words.renamed(by, event.name));
  if (event.topic !== undefined)
    told.push(event.topic === "" ? words.no_topic(by) : words.topic(by, event.topic));
  if (event.kind !== undefined)
    told.push(event.kind === "private" ? words.turned_private(by) : words.turned_public(by));
  if (event.posting !== undefined) told.push(words.posting[event.posting](by));
  if (event.drawing !== undefined) told.push(words.drawing[event.drawing](by));
  if (event.slow_mode !== undefined)
    told.push(event.slow_mode === 0 ? words.no_slow(by) : words.slow(by, event.slow_mode));
  if (event.archived !== undefined) told.push(event.archived ? words.archived(by) : words.unarchived(by));
  return told;
}

function several(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  if (names.length < 2) return last;
  if (names.length <= NAMES_AT_MOST) return t.happenings.and(names.slice(0, -1).join(", "), last);
  const shown = names.slice(0, NAMES_AT_MOST - 1);
  return t.happenings.and_others(shown.join(", "), names.length - shown.length);
}
