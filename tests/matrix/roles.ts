/**
 * Who somebody is to the server and to a room, and what the gate in front of
 * every handler has to say to them. It is computed from the schema's `access`
 * and the room's kind, never from what the server did.
 */
import { is_of_a_room, type Access } from "./contract.ts";

export const roles = [
  "nobody",
  "stranger",
  "reader",
  "member",
  "moderator",
  "owner",
  "admin",
  "blocked",
  "banned",
] as const;
export type Role = (typeof roles)[number];

/** Everybody who has an account. */
export type Account = Exclude<Role, "nobody">;
export const accounts = roles.filter((role): role is Account => role !== "nobody");

export const kinds = ["public", "private", "dm"] as const;
export type Kind = (typeof kinds)[number];

/** `unknown`: there is no such room for this person. `none`: may read, and is not in it. */
export type Rank = "unknown" | "none" | "reader" | "member" | "moderator" | "owner";

const ranks: readonly Rank[] = ["unknown", "none", "reader", "member", "moderator", "owner"];

const in_public: Readonly<Record<Role, Rank>> = {
  nobody: "unknown",
  stranger: "none",
  reader: "reader",
  member: "member",
  moderator: "moderator",
  owner: "owner",
  admin: "none",
  blocked: "member",
  banned: "unknown",
};

export function rank_of(role: Role, kind: Kind): Rank {
  const rank = in_public[role];
  if (kind === "public" || rank === "unknown") return rank;
  if (rank === "none") return "unknown";
  return kind === "dm" ? "member" : rank;
}

export const may_read = (role: Role, kind: Kind): boolean => rank_of(role, kind) !== "unknown";

/** The code with which the gate refuses; undefined when it lets through. */
export function gate(access: Access, role: Role, kind: Kind | undefined): string | undefined {
  if (access === "anyone") return undefined;
  if (role === "nobody") return "auth/required";
  if (access === "admin") return role === "admin" ? undefined : "auth/forbidden";
  if (!is_of_a_room(access)) return undefined;
  if (kind === undefined) throw new Error("the access is about a room, and there is none");
  const rank = rank_of(role, kind);
  if (rank === "unknown") return "room/not_found";
  const least = access === "reader" ? "none" : (access as Rank);
  if (ranks.indexOf(rank) >= ranks.indexOf(least)) return undefined;
  return rank === "none" ? "room/not_member" : "room/forbidden";
}
