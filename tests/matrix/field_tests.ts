/** What the schema does not name is refused by its name, whoever sends it: also what others may only read (requirement 41). */
import assert from "node:assert/strict";
import type { Test } from "../server/suite.ts";
import type { Cast } from "./cast.ts";
import { commands, routes } from "./contract.ts";
import { everybody_listens } from "./ear.ts";
import { accounts } from "./roles.ts";
import { frame_of, request_of } from "./samples.ts";
import { the_cast } from "./stage.ts";

const surplus = { admin_: true, created_at: "2020-01-01T00:00:00.000Z", password_hash: "x" };
const expected = Object.keys(surplus).map((field) => ({ field, code: "unknown" }));

async function wrong_routes(cast: Cast): Promise<string[]> {
  const wrong: string[] = [];
  for (const route of routes) {
    const role = route.access === "admin" ? "admin" : "owner";
    const session = cast.session(role);
    const place = await cast.shared(route.params?.["room"] === undefined ? "public" : "private");
    // What is neither asked by GET nor has a body has no fields.
    if (route.body === undefined && route.method !== "GET") continue;
    const { path, body } = await request_of(route, { cast, role, session, place, through: false });
    const query = route.body === undefined ? `${path.includes("?") ? "&" : "?"}admin_=true` : "";
    const parts = route.body === undefined ? {} : { body: { ...body, ...surplus } };
    const reply = await session.request(route.method, path + query, parts);
    const problem = reply.body as { code?: string; errors?: unknown[] } | undefined;
    const named = route.body === undefined ? [{ field: "admin_", code: "unknown" }] : expected;
    const missing = named.filter(
      (one) => problem?.errors?.some((it) => JSON.stringify(it) === JSON.stringify(one)) !== true,
    );
    if (reply.status !== 400 || problem?.code !== "request/invalid" || missing.length > 0)
      wrong.push(`${route.method} ${path}${query}: ${reply.status} ${reply.text.slice(0, 200)}`);
  }
  return wrong;
}

async function wrong_commands(cast: Cast): Promise<string[]> {
  const owner = (await everybody_listens(cast, accounts)).find(({ role }) => role === "owner");
  if (owner === undefined) throw new Error("the owner does not listen");
  const situation = {
    cast,
    role: "owner" as const,
    session: cast.session("owner"),
    place: await cast.shared("private"),
    through: true,
  };
  const wrong: string[] = [];
  for (const { type, properties } of commands) {
    const code = await owner.command(type, { ...(await frame_of(type, properties, situation)), ...surplus });
    if (code !== "request/invalid") wrong.push(`${type}: ${code ?? "done"}`);
  }
  return wrong;
}

export const field_tests: readonly Test[] = [
  {
    name: "a field that the schema does not name is refused by its name [P16] [req-41]",
    async run() {
      const cast = await the_cast();
      assert.deepEqual([...(await wrong_routes(cast)), ...(await wrong_commands(cast))], []);
    },
  },
];
