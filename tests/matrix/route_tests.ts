/** Every route as everybody, in every kind of room: the gate's answer, or that it lets through (requirement 41). */
import assert from "node:assert/strict";
import type { Reply } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import { refused_by_handler } from "./answers.ts";
import type { Cast, Place } from "./cast.ts";
import { is_of_a_room, routes, type Route } from "./contract.ts";
import { gate, kinds, rank_of, roles, type Kind, type Role } from "./roles.ts";
import { request_of, sample_id, who_asks } from "./samples.ts";
import { counts, the_cast } from "./stage.ts";

/** No invitation leads to a direct message. */
const invited: readonly Kind[] = ["public", "private"];

function kinds_of(route: Route): readonly (Kind | undefined)[] {
  if (is_of_a_room(route.access) || route.name === "admin.drop") return kinds;
  return route.params?.["code"] === undefined ? [undefined] : invited;
}

/** What the gate lets through may change the room: then it is a new one. */
async function place_for(cast: Cast, kind: Kind | undefined, changes: boolean): Promise<Place | undefined> {
  if (kind === undefined) return undefined;
  return changes && kind !== "dm" ? cast.open_room(kind) : cast.shared(kind);
}

export function code_of(reply: Reply): string | undefined {
  if (reply.status < 300) return undefined;
  return (reply.body as { code?: string } | undefined)?.code ?? String(reply.status);
}

async function try_route(cast: Cast, route: Route, role: Role, kind: Kind | undefined): Promise<string[]> {
  const rank = kind === undefined ? undefined : rank_of(role, kind);
  const refusal = gate(route.access, role, kind);
  const expected = refusal ?? refused_by_handler(route.name, { role, kind, rank });
  const place = await place_for(cast, kind, refusal === undefined && route.method !== "GET");
  const session = await who_asks(route, cast, role);
  const { path, body } = await request_of(route, {
    cast,
    role,
    session,
    place,
    through: refusal === undefined,
  });
  const reply = await session.request(route.method, path, body === undefined ? {} : { body });
  const code = code_of(reply);
  counts.add(route.name, role, code);
  const who = `${role}${kind === undefined ? "" : `, ${kind}`}: ${route.method} ${path}`;
  if (code !== expected)
    return [
      `${who}: ${reply.status} ${code ?? ""}, not ${expected ?? route.status} ${reply.text.slice(0, 200)}`,
    ];
  if (code === undefined && reply.status !== route.status && reply.status !== route.also)
    return [`${who}: ${reply.status}, not ${route.status}`];
  return [];
}

export const route_tests: readonly Test[] = routes.map((route) => ({
  name: `${route.method} ${route.path} is for ${route.access} (${route.name}) [req-41]`,
  async run() {
    const cast = await the_cast();
    const wrong: string[] = [];
    for (const kind of kinds_of(route))
      for (const role of roles) wrong.push(...(await try_route(cast, route, role, kind)));
    assert.deepEqual(wrong, []);
  },
}));

/**
 * Ids that belong elsewhere, by route and parameter: of another room or another
 * person. Where the table says `anybody`, every person's id is in place.
 */
type Elsewhere = (cast: Cast) => Promise<string> | string;
const anybody = "anybody";
const another_invitation: Elsewhere = async (cast) => (await cast.open_room("private")).code;
const elsewhere: Readonly<Record<string, Elsewhere | typeof anybody>> = {
  "admin.erase user": anybody,
  "admin.person user": anybody,
  "admin.reset user": anybody,
  "admin.drop id": async (cast) => (await cast.shared("dm")).room,
  "bans.put user": anybody,
  "bans.remove user": (cast) => cast.id("member"),
  "blocks.put user": anybody,
  "blocks.remove user": anybody,
  "invites.revoke code": another_invitation,
  "invites.get code": () => "aaaaaaaaaaaaaaaaaaaaaa",
  "invites.accept code": () => "aaaaaaaaaaaaaaaaaaaaaa",
  "members.put user": anybody,
  "members.remove user": (cast) => cast.id("newcomer"),
  // The shared room's log is short, and this one's is not.
  "messages.get seq": async (cast) => {
    const { room } = await cast.shared("dm");
    let seq = 0;
    for (let times = 0; times < 40; times += 1) {
      const answer = await cast.session("owner").must("POST", `/rooms/${room}/messages`, { text: "more" });
      seq = (answer as { message: { seq: number } }).message.seq;
    }
    return String(seq);
  },
  "sessions.end session": async (cast) => {
    const { sessions } = (await cast.session("stranger").must("GET", "/me/sessions")) as {
      sessions: { id: string }[];
    };
    return sessions[0]?.id ?? "";
  },
  "users.get user": anybody,
};

/** Who may do it, so that it is the id alone which is refused. */
async function refused_ids(cast: Cast, route: Route): Promise<string[]> {
  const role = route.access === "admin" ? "admin" : "owner";
  const wrong: string[] = [];
  for (const [param, field] of Object.entries(route.params ?? {})) {
    const foreign = elsewhere[`${route.name} ${param}`];
    if (foreign === undefined && param !== "room") wrong.push(`${route.name}: which ${param} is elsewhere?`);
    const ids: string[] = [field.type === "integer" ? "999999" : sample_id, "nonsense", "%00"];
    if (typeof foreign === "function") ids.push(await foreign(cast));
    const kind = kinds_of(route)[0];
    const place = await place_for(cast, kind, route.method !== "GET");
    const session = await who_asks(route, cast, role);
    const { body, path } = await request_of(
      route,
      { cast, role, session, place, through: true },
      { [param]: "{id}" },
    );
    for (const id of ids) {
      const target = path.replace("%7Bid%7D", id);
      const reply = await session.request(route.method, target, body === undefined ? {} : { body });
      const absent = id === "%00" ? [400, 404] : [404];
      if (!absent.includes(reply.status))
        wrong.push(`${route.method} ${target}: ${reply.status} ${reply.text.slice(0, 200)}`);
    }
  }
  return wrong;
}

export const id_tests: readonly Test[] = [
  {
    name: "ids that do not exist, or belong to another room or person, are not found [req-41]",
    async run() {
      const cast = await the_cast();
      const wrong: string[] = [];
      for (const route of routes) wrong.push(...(await refused_ids(cast, route)));
      assert.deepEqual(wrong, []);
    },
  },
];
