/** How each durable event comes about in a room that everybody listens to, and for whom it is the last one. */
import type { Cast, Place } from "./cast.ts";
import { accounts, type Account } from "./roles.ts";

export interface Producer {
  happen: (cast: Cast, place: Place) => Promise<unknown>;
  /** Hears this event and nothing of the room after it. */
  last_for: readonly Account[];
}

const nobody: readonly Account[] = [];

const of_room =
  (method: string, below: string, body?: unknown, actor: Account = "owner") =>
  (cast: Cast, place: Place): Promise<unknown> =>
    cast.session(actor).must(method, `/rooms/${place.room}${below}`, body);

const about =
  (method: string, below: string, whom: Account | "newcomer" | "fellow", body?: unknown) =>
  (cast: Cast, place: Place): Promise<unknown> =>
    cast.session("owner").must(method, `/rooms/${place.room}/${below}/${cast.id(whom)}`, body);

/** By the event's type. `room.created` is there before anybody can listen, and is heard by whoever resumes from nothing. */
export const producers: Readonly<Record<string, Producer>> = {
  "room.created": { happen: () => Promise.resolve(), last_for: nobody },
  "room.updated": { happen: of_room("PATCH", "", { topic: "news" }), last_for: nobody },
  "room.deleted": { happen: of_room("DELETE", ""), last_for: accounts },
  "member.joined": { happen: about("PUT", "members", "newcomer", { role: "member" }), last_for: nobody },
  "member.left": { happen: of_room("POST", "/leave", undefined, "member"), last_for: ["member"] },
  "member.changed": { happen: about("PUT", "members", "reader", { role: "member" }), last_for: nobody },
  "member.banned": { happen: about("PUT", "bans", "member"), last_for: ["member"] },
  "member.unbanned": { happen: about("DELETE", "bans", "banned"), last_for: nobody },
  "message.created": { happen: of_room("POST", "/messages", { text: "hello" }, "member"), last_for: nobody },
};

export interface Ending extends Producer {
  name: string;
  type: string;
  kind: "public" | "private";
  /** Hears of the end beside the log. */
  told_gone: readonly Account[];
}

/** More ways to stop hearing a room than one for each type. */
export const endings: readonly Ending[] = [
  {
    name: "a member who is removed from a private room",
    type: "member.left",
    kind: "private",
    happen: about("DELETE", "members", "member"),
    last_for: ["member"],
    told_gone: [],
  },
  {
    name: "a member who is removed from a public room",
    type: "member.left",
    kind: "public",
    happen: about("DELETE", "members", "member"),
    last_for: ["member"],
    told_gone: [],
  },
  {
    name: "a stranger who is banned from a public room",
    type: "member.banned",
    kind: "public",
    happen: about("PUT", "bans", "stranger"),
    last_for: ["stranger"],
    told_gone: [],
  },
  {
    name: "a stranger and an administrator when a public room turns private",
    type: "room.updated",
    kind: "public",
    happen: of_room("PATCH", "", { visibility: "private" }),
    last_for: ["stranger", "admin"],
    told_gone: ["stranger", "admin"],
  },
];
