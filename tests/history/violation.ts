/** What a check finds. Pure data. */
import type { Act, Attempt } from "./history.ts";

export interface Violation {
  promise: `P${number}`;
  what: string;
  /** The least that shows it. */
  evidence: readonly unknown[];
}

/** A check that sees whole rooms says the same thing of every event that follows; the first says it best. */
export function first_of(violations: Violation[]): Violation[] {
  return violations.slice(0, 1);
}

export function key_of({ room, sender, nonce }: Pick<Attempt, "room" | "sender" | "nonce">): string {
  return `${room} ${sender} ${nonce}`;
}

export function group_by<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

export function done(act: Act): boolean {
  return act.outcome.is === "ok";
}
