/** The administrators' log as the page shows it: by day, each act with the name of its subject. Pure. */
import { ta } from "../../platform/i18n/admin.ts";
import { day_of } from "../../platform/i18n/index.ts";
import type { AdminAction, User } from "../../protocol.ts";

export interface Day {
  title: string;
  actions: AdminAction[];
}

export function by_day(actions: readonly AdminAction[], now: Date = new Date()): Day[] {
  const days: Day[] = [];
  for (const action of actions) {
    const title = day_of(action.at, now);
    const last = days.at(-1);
    if (last?.title === title) last.actions.push(action);
    else days.push({ title, actions: [action] });
  }
  return days;
}

/** A person's name now, or what was written down of a thing that is gone. */
export function subject_of(
  { action, subject, detail }: AdminAction,
  people: ReadonlyMap<string, User>,
): string {
  // The name went with the account.
  if (action === "person.erase") return "";
  const person = subject === undefined ? undefined : people.get(subject);
  if (person !== undefined) return person.deleted === true ? ta.log.gone : person.display_name;
  return detail ?? (action.startsWith("person.") ? ta.log.gone : (subject ?? ""));
}
