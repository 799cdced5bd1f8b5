/**
 * What a role may do in a room, as the server will decide it: only what may be
 * done is offered. Pure.
 */
import type { JoinedRoom, Rank, Role } from "../../protocol.ts";

const HEIGHT: Record<Role, number> = { owner: 3, moderator: 2, member: 1, reader: 0 };

export const roles: readonly Role[] = ["owner", "moderator", "member", "reader"];
export const ranks: readonly Rank[] = ["member", "moderator", "owner"];

/** The highest first. */
export function compare_roles(a: Role, b: Role): number {
  return HEIGHT[b] - HEIGHT[a];
}

export function reaches(role: Role, least: Role): boolean {
  return HEIGHT[role] >= HEIGHT[least];
}

export function moderates(room: Pick<JoinedRoom, "role" | "kind">): boolean {
  return room.kind !== "dm" && reaches(room.role, "moderator");
}

export function owns(room: Pick<JoinedRoom, "role" | "kind">): boolean {
  return room.kind !== "dm" && room.role === "owner";
}

/** Roles that I may give to somebody else who has `theirs`, without the one they have. */
export function roles_to_give(mine: Role, theirs: Role): readonly Role[] {
  if (!may_remove(mine, theirs)) return [];
  return roles.filter((role) => role !== theirs && (mine === "owner" || HEIGHT[role] < HEIGHT[mine]));
}

/** Owners answer for everybody, moderators for those below them. */
export function may_remove(mine: Role, theirs: Role): boolean {
  return mine === "owner" || (mine === "moderator" && HEIGHT[theirs] < HEIGHT[mine]);
}

/** What one becomes who gives the own role up; the last owner cannot. */
export function role_below(mine: Role, owners: number): Role | undefined {
  if (mine === "owner") return owners > 1 ? "moderator" : undefined;
  return mine === "moderator" ? "member" : undefined;
}

/** Why I may not write in a room that I am in; undefined when I may. */
export type Muted = "archived" | "reader" | "moderators" | "owners";

export function muted(room: Pick<JoinedRoom, "role" | "settings" | "archived" | "kind">): Muted | undefined {
  if (room.archived === true) return "archived";
  if (room.kind === "dm") return undefined;
  if (room.role === "reader") return "reader";
  if (reaches(room.role, room.settings.posting)) return undefined;
  return room.settings.posting === "owner" ? "owners" : "moderators";
}
