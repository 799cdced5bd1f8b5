/**
 * What handlers say when the gate has let somebody through and it is still no
 * success: reviewed by hand, one line each. Whatever stands here is promised by
 * the schema's `errors` of the route as well.
 */
import type { Kind, Rank, Role } from "./roles.ts";

export interface Case {
  role: Role;
  kind: Kind | undefined;
  rank: Rank | undefined;
}

type Refusal = (of: Case) => string | undefined;

const outsider = (of: Case): string | undefined => (of.rank === "none" ? "room/not_member" : undefined);

const refusals: Readonly<Record<string, Refusal>> = {
  // To read a public room is everybody's; a place in it has only who is in it.
  "rooms.read": outsider,
  "read.mark": outsider,
  "rooms.leave": (of) =>
    outsider(of) ?? (of.role === "owner" && of.kind !== "dm" ? "room/last_owner" : undefined),
  // A link is no way around a ban.
  "invites.accept": (of) => (of.role === "banned" ? "room/banned" : undefined),
  // Direct messages are nobody's business: not an administrator's either.
  "admin.drop": (of) => (of.kind === "dm" ? "room/not_found" : undefined),
};

export function refused_by_handler(name: string, of: Case): string | undefined {
  return refusals[name]?.(of);
}
