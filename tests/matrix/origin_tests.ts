/** Every unsafe route, asked by whoever may, but from another site's page or with what a form can send (requirement 21). */
import assert from "node:assert/strict";
import type { HeaderChanges, Session } from "../server/session.ts";
import type { Test } from "../server/suite.ts";
import type { Cast } from "./cast.ts";
import { routes, type Route } from "./contract.ts";
import { request_of, type Request } from "./samples.ts";
import { the_cast } from "./stage.ts";
import { stored } from "./stored.ts";
import { code_of } from "./route_tests.ts";

const unsafe = routes.filter(({ method }) => method !== "GET");
const for_anyone = ({ access }: Route): boolean => access === "anyone";

type Way = readonly [what: string, headers: HeaderChanges, code: string, of: (route: Route) => boolean];

const all = (): boolean => true;
const signed_in = (route: Route): boolean => !for_anyone(route);
const with_body = ({ body }: Route): boolean => body !== undefined;
const evil = "https://evil.example";

const ways: readonly Way[] = [
  ["another site's page", { origin: evil }, "auth/origin", all],
  ["a page of no origin", { origin: "null" }, "auth/origin", all],
  ["another site, as the browser says", { "sec-fetch-site": "cross-site" }, "auth/origin", all],
  ["another host of this site", { "sec-fetch-site": "same-site" }, "auth/origin", all],
  ["an address that was typed", { "sec-fetch-site": "none" }, "auth/origin", all],
  ["nowhere", { origin: null }, "auth/origin", signed_in],
  [
    "another site whose browser says it is ours",
    { origin: evil, "sec-fetch-site": "same-origin" },
    "auth/origin",
    all,
  ],
  ["our page without the token", { "x-csrf-token": null }, "auth/csrf", signed_in],
  ["our page with another token", { "x-csrf-token": "A".repeat(43) }, "auth/csrf", signed_in],
  ["a plain form", { "content-type": "text/plain" }, "request/unsupported_media_type", with_body],
  [
    "a form",
    { "content-type": "application/x-www-form-urlencoded" },
    "request/unsupported_media_type",
    with_body,
  ],
  [
    "a form with files",
    { "content-type": "multipart/form-data; boundary=x" },
    "request/unsupported_media_type",
    with_body,
  ],
  [
    "a body that says nothing of itself",
    { "content-type": null },
    "request/unsupported_media_type",
    with_body,
  ],
];

function who(cast: Cast, route: Route): Session {
  if (for_anyone(route)) return cast.session("nobody");
  return cast.session(route.access === "admin" ? "admin" : "owner");
}

type Attempt = Request & { session: Session; method: string };

/** What an attempt names has to be made before. */
async function attempts(cast: Cast, of: Way[3]): Promise<Attempt[]> {
  const made: Attempt[] = [];
  for (const route of unsafe.filter(of)) {
    const session = who(cast, route);
    const role = for_anyone(route) ? "nobody" : "owner";
    const place = await cast.shared("private");
    const request = await request_of(route, { cast, role, session, place, through: false });
    made.push({ ...request, session, method: route.method });
  }
  return made;
}

export const origin_tests: readonly Test[] = ways.map(([what, headers, code, of]) => ({
  name: `no unsafe route answers ${what} [req-21]`,
  async run() {
    const cast = await the_cast();
    const made = await attempts(cast, of);
    const before = await stored(cast.server.options.database_url);
    const wrong: string[] = [];
    for (const { session, method, path, body } of made) {
      const reply = await session.request(method, path, { headers, ...(body === undefined ? {} : { body }) });
      if (code_of(reply) !== code)
        wrong.push(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 200)}`);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await stored(cast.server.options.database_url), before, "nothing was changed");
  },
}));
