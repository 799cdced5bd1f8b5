/**
 * A request of each route with which the gate has nothing to do: values from
 * the fields' types, and for what must name something real, or is only one of
 * several ways to ask, the tables below.
 */
import { is_optional, sample_of, type Fields, type Route } from "./contract.ts";
import type { Cast, Place } from "./cast.ts";
import type { Role } from "./roles.ts";
import type { Session } from "../server/session.ts";

export interface Situation {
  cast: Cast;
  role: Role;
  /** Who asks; a stand-in where the request ends what is asked with. */
  session: Session;
  /** Undefined where the request names no room. */
  place: Place | undefined;
  /** Whether the gate lets it through: what is refused needs nothing made for it. */
  through: boolean;
}

type Value = (situation: Situation) => unknown;

function place_of({ place }: Situation): Place {
  if (place === undefined) throw new Error("the request names no room");
  return place;
}

async function somebody_new({ cast, through }: Situation): Promise<string> {
  return through ? (await cast.register("member")).user_id : cast.id("newcomer");
}

/** The id of another sign-in of whoever asks; nobody has one. */
async function other_session({ cast, role, session }: Situation): Promise<string> {
  if (role === "nobody") return sample_id;
  const elsewhere = await cast.sign_in_elsewhere(role, session);
  const { sessions } = (await elsewhere.must("GET", "/me/sessions")) as {
    sessions: { id: string; current?: boolean }[];
  };
  return sessions.find(({ current }) => current === true)?.id ?? "";
}

async function reset_token({ cast }: Situation): Promise<string> {
  const { url } = (await cast
    .session("admin")
    .must("POST", `/admin/people/${cast.id("forgetful")}/reset`)) as {
    url: string;
  };
  return url.slice(url.lastIndexOf("/") + 1);
}

const password: Value = ({ cast, role, session }) =>
  role === "nobody" ? "orchard lantern" : cast.credentials(session).password;

/** Well formed, and nobody's. */
export const sample_id = "01970000-0000-7000-8000-00000000dead";

/** By the name of a field, whatever route it is in. */
const by_field: Readonly<Record<string, Value>> = {
  room: (situation) => place_of(situation).room,
  code: (situation) => place_of(situation).code,
  seq: (situation) => place_of(situation).seq,
  user: ({ cast }) => cast.id("newcomer"),
  user_ids: ({ cast }) => [cast.id("newcomer")],
  username: ({ cast }) => `guest.${cast.word()}`,
  password,
  current_password: password,
  new_password: ({ cast }) => `another lantern ${cast.word()}`,
  session: other_session,
};

/** By route and field, where one route means something else by the name. */
const by_route: Readonly<Record<string, Value>> = {
  "admin.drop id": (situation) => place_of(situation).room,
  "admin.erase user": somebody_new,
  "auth.login login": ({ cast, role, session }) =>
    role === "nobody"
      ? cast.credentials(cast.session("newcomer")).username
      : cast.credentials(session).username,
  "auth.login password": ({ cast, role, session }) =>
    cast.credentials(role === "nobody" ? cast.session("newcomer") : session).password,
  "auth.reset token": reset_token,
  "bans.remove user": ({ cast }) => cast.id("banned"),
  "members.remove user": ({ cast }) => cast.id("fellow"),
  "rooms.create name": ({ cast }) => `room ${cast.word()}`,
};

/** Optional fields that are given all the same, because a request without any means nothing. */
const also_given: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  "admin.person": { disabled: () => false },
  "me.update": { display_name: () => "Another Name" },
  "rooms.update": { topic: () => "something else" },
  "users.list": { ids: ({ cast }) => cast.id("newcomer") },
};

async function values(route: string, fields: Fields, situation: Situation): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const name = key.replace("?", "");
    const extra = also_given[route]?.[name];
    if (is_optional(key) && extra === undefined) continue;
    const value = by_route[`${route} ${name}`] ?? extra ?? by_field[name];
    given[name] = value === undefined ? sample_of(name, field) : await value(situation);
  }
  return given;
}

export interface Request {
  path: string;
  body: Record<string, unknown> | undefined;
}

export async function request_of(
  route: Route,
  situation: Situation,
  params: Record<string, string> = {},
): Promise<Request> {
  const inside = { ...(await values(route.name, route.params ?? {}, situation)), ...params };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(inside[name])),
  );
  const query = new URLSearchParams(
    Object.entries(await values(route.name, route.query ?? {}, situation)).map(([name, value]) => [
      name,
      String(value),
    ]),
  ).toString();
  return {
    path: query === "" ? path : `${path}?${query}`,
    body: route.body === undefined ? undefined : await values(route.name, route.body, situation),
  };
}

/** A command's fields, as for a route. */
export function frame_of(
  type: string,
  fields: Fields,
  situation: Situation,
): Promise<Record<string, unknown>> {
  return values(type, fields, situation);
}

/** Requests that end the session, the account or the password with which they are asked. */
const spends: ReadonlySet<string> = new Set([
  "auth.login",
  "auth.logout",
  "auth.register",
  "me.delete",
  "me.password",
]);

export async function who_asks(route: Route, cast: Cast, role: Role): Promise<Session> {
  return role === "nobody" || !spends.has(route.name) ? cast.session(role) : cast.register(role);
}
