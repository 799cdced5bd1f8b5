/** GET and HEAD change nothing, whoever asks whatever: every table is the same before and after (requirement 22). */
import assert from "node:assert/strict";
import type { HeaderChanges, Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import type { Cast } from "./cast.ts";
import { routes } from "./contract.ts";
import { kinds, roles } from "./roles.ts";
import { request_of } from "./samples.ts";
import { the_cast } from "./stage.ts";
import { stored } from "./stored.ts";

const pages = ["/", "/docs", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/settings/account"];

/** Some servers let a GET be another method by saying so. */
const overriding: HeaderChanges = {
  "x-http-method-override": "DELETE",
  "x-http-method": "DELETE",
  "x-method-override": "POST",
};

interface Question {
  session: Session;
  path: string;
}

/** Each path as each of them in each kind of room; what a question names has to be made before. */
async function questions(cast: Cast, of: typeof routes): Promise<Question[]> {
  const made: Question[] = [];
  for (const route of of)
    for (const role of roles)
      for (const kind of route.path.includes("{room}") ? kinds : (["public"] as const)) {
        const session = cast.session(role);
        const place = await cast.shared(kind);
        const { path } = await request_of(route, { cast, role, session, place, through: false });
        // Not the cast's own: an answer to HEAD has no body that rules could be asked of.
        made.push({ session: session.by_way_of(cast.server.origin), path });
      }
  return made;
}

async function unchanged_by(cast: Cast, ask: () => Promise<void>): Promise<void> {
  const { database_url } = cast.server.options;
  const before = await stored(database_url);
  assert.match(before.get("messages") ?? "", /^[1-9]/, "there is something that could change");
  await ask();
  assert.deepEqual(await stored(database_url), before);
}

async function ask_all(of: readonly Question[], headers: HeaderChanges): Promise<void> {
  assert.ok(of.length > 50, `${of.length} questions`);
  for (const { session, path } of of)
    for (const method of ["GET", "HEAD"]) {
      const { status } = await session.request(method, path, { headers });
      assert.ok(status < 500, `${method} ${path}: ${status}`);
    }
}

export const safe_tests: readonly Test[] = [
  {
    name: "every route that is read changes no table, asked by GET and by HEAD [req-22]",
    async run() {
      const cast = await the_cast();
      const read = await questions(
        cast,
        routes.filter(({ method }) => method === "GET"),
      );
      await unchanged_by(cast, () => ask_all(read, {}));
    },
  },
  {
    name: "every route that changes something changes nothing when it is asked by GET or HEAD [req-22]",
    async run() {
      const cast = await the_cast();
      const others = await questions(
        cast,
        routes.filter(({ method }) => method !== "GET"),
      );
      await unchanged_by(cast, () => ask_all(others, overriding));
    },
  },
  {
    name: "no page and no probe changes a table [req-22]",
    async run() {
      const cast = await the_cast();
      const headers = { cookie: cast.session("owner").cookie ?? "" };
      await unchanged_by(cast, async () => {
        for (const path of pages)
          for (const method of ["GET", "HEAD"])
            assert.equal(
              (await fetch(`${cast.server.origin}${path}`, { method, headers })).status,
              200,
              path,
            );
      });
    },
  },
];
