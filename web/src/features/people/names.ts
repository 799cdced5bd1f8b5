/** Who is who: everyone whose name this client has been told, by id. Pure. */
import type { ServerEvent, User } from "../../protocol.ts";

export type People = ReadonlyMap<string, User>;

export const nobody: People = new Map();

export type PeopleFrame = Extract<ServerEvent, { type: "ready" | "user.updated" | "me.updated" }>;

export function reduce_people(people: People, frame: PeopleFrame): People {
  switch (frame.type) {
    case "ready":
      return meet(people, [...frame.users, frame.user]);
    case "user.updated":
    case "me.updated":
      return meet(people, [frame.user]);
    default:
      frame satisfies never;
      return people;
  }
}

/** People come beside pages and lists; the newest word about someone counts. */
export function meet(people: People, users: readonly User[]): People {
  if (users.every((user) => same(people.get(user.id), user))) return people;
  const known = new Map(people);
  for (const user of users) known.set(user.id, user);
  return known;
}

function same(known: User | undefined, told: User): boolean {
  return (
    known !== undefined &&
    known.username === told.username &&
    known.display_name === told.display_name &&
    known.avatar_url === told.avatar_url &&
    known.deleted === told.deleted
  );
}
