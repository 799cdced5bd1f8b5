/** `chatelier admin` beside the server that serves: what people who are connected hear of it, at once. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { Chatelier } from "../server/chatelier.ts";
import { pause } from "../server/deadline.ts";
import { Person } from "../server/person.ts";
import { product } from "../server/place.ts";
import type { Test } from "../server/suite.ts";

const LOBBY = "01970000-0000-7000-8000-000000000001";
const SESSION_ENDED = 4001;
/** What a node remembers of a session, it remembers for a second. */
const NOTICED_WITHIN_MS = 1_000;

interface Said {
  code: number;
  out: string;
  err: string;
}

/** Types it at the server's own terminal. */
function admin(server: Chatelier, args: readonly string[], input = ""): Promise<Said> {
  const { database_url, redis_url } = server.options;
  const settings = ["--database-url", database_url, "--redis-url", redis_url];
  settings.push("--migrations-dir", product.migrations_dir, "--public-url", server.origin);
  return new Promise((resolve) => {
    const child = execFile(product.server(), ["admin", ...args, ...settings], (failure, out, err) =>
      resolve({ code: Number(failure?.code ?? 0), out, err }),
    );
    child.stdin?.end(input);
  });
}

async function done(server: Chatelier, args: readonly string[], input?: string): Promise<string> {
  const { code, out, err } = await admin(server, args, input);
  assert.equal(code, 0, err);
  return out.trim();
}

async function newcomer(server: Chatelier, username: string): Promise<Person> {
  const person = await Person.register(server.origin, { username });
  await person.connect();
  return person;
}

async function administrates(person: Person): Promise<boolean> {
  const me = (await person.session.must("GET", "/me")) as { admin?: boolean };
  return me.admin === true;
}

export const terminal_tests = (shared: () => Promise<Chatelier>): Test[] => [
  {
    name: "terminal: whoever is made administrator is one with the next request",
    run: async (): Promise<void> => {
      const server = await shared();
      const heidi = await newcomer(server, "heidi");
      assert.equal(await administrates(heidi), false);
      assert.match(
        await done(server, ["create", "judy"], "orchard lantern judy\n"),
        /^judy is an administrator/,
      );
      await done(server, ["promote", "heidi"]);
      await pause(NOTICED_WITHIN_MS);
      assert.equal(await administrates(heidi), true);
      assert.equal((await heidi.session.request("GET", "/admin/health")).status, 200);
      await done(server, ["demote", "heidi"]);
      await pause(NOTICED_WITHIN_MS);
      assert.equal((await heidi.session.request("GET", "/admin/health")).status, 403);
      await heidi.leave();
    },
  },
  {
    name: "terminal: a new administrator is in the lobby, and everybody there hears it at once",
    run: async (): Promise<void> => {
      const server = await shared();
      const ivan = await newcomer(server, "ivan");
      const before = ivan.ready?.rooms.find(({ room }) => room === LOBBY)?.last_seq ?? 0;
      await done(server, ["create", "niaj"], "orchard lantern niaj\n");
      await ivan.hears(LOBBY, before + 1, 2_000);
      await ivan.leave();
    },
  },
  {
    name: "terminal: a link sets a password once, and ends what was open [req-9] [req-17]",
    run: async (): Promise<void> => {
      const server = await shared();
      const olivia = await newcomer(server, "olivia");
      const link = await done(server, ["reset", "olivia"]);
      const [, token] = link.split("/reset/");
      assert.equal(link, `${server.origin}/reset/${token}`);
      const body = { token, new_password: "another set of words" };
      const reset = (): Promise<{ status: number }> =>
        olivia.session.request("POST", "/auth/password/reset", { body });
      assert.equal((await reset()).status, 204);
      await olivia.ended(SESSION_ENDED);
      assert.equal((await olivia.session.request("GET", "/me")).status, 401);
      assert.equal((await reset()).status, 400);
    },
  },
  {
    name: "terminal: what cannot be done is said, with an exit code that is not 0",
    run: async (): Promise<void> => {
      const { code, out, err } = await admin(await shared(), ["promote", "nobody-here"]);
      assert.deepEqual([code, out, err], [1, "", "chatelier: nobody here is called nobody-here\n"]);
    },
  },
];
