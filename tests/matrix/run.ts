/**
 * The access matrix: every route, every command and every durable event of the
 * schema × everybody who might try (requirement 41). What is expected follows
 * from the schema's `access`; a new entry that nobody can be let through to, or
 * an event that nobody can bring about, fails here until it is told how.
 */
import assert from "node:assert/strict";
import { run_suite, type Test } from "../server/suite.ts";
import { sql } from "../server/postgres.ts";
import { command_tests } from "./command_tests.ts";
import { commands, durable_events, routes } from "./contract.ts";
import { event_tests } from "./event_tests.ts";
import { field_tests } from "./field_tests.ts";
import { inside_tests } from "./inside_tests.ts";
import { limit_tests, stop_limited_server } from "./limit_tests.ts";
import { origin_tests } from "./origin_tests.ts";
import { id_tests, route_tests } from "./route_tests.ts";
import { safe_tests } from "./safe_tests.ts";
import { counts, stop_server, the_cast } from "./stage.ts";

/** A run of chosen tests says nothing about the others. */
const all_chosen = process.argv.slice(2).every((word) => word.startsWith("-"));

const last_tests: readonly Test[] = [
  {
    name: "whatever was said holds the rules of all answers, and no secret of anybody [req-25] [req-27] [req-29] [req-41] [req-46]",
    async run() {
      const { server, traffic } = await the_cast();
      const { database_url } = server.options;
      const hashes = await sql(
        database_url,
        "select password_hash from users where password_hash is not null union all select secret_hash from sessions",
      );
      const each = hashes.split("\n");
      assert.ok(
        each.some((hash) => hash.startsWith("$argon2")) && each.length > 10,
        "there are hashes to look for",
      );
      for (const hash of each) traffic.secret("a hash", hash);
      traffic.secret("a hash", "$argon2id$");
      assert.ok(traffic.size > 0, "somebody was told something");
      assert.deepEqual([...new Set(traffic.broken), ...traffic.betrayed()], []);
    },
  },
];

const complete: Test = {
  name: "every route, command and durable event has been tried by everybody [req-41]",
  run() {
    const names = [...routes.map(({ name }) => name), ...commands.map(({ type }) => type), ...durable_events];
    assert.deepEqual(counts.missing(names), []);
    return Promise.resolve();
  },
};

await run_suite(
  [
    // First, while nothing goes on in the background.
    ...safe_tests,
    ...origin_tests,
    ...event_tests,
    ...command_tests,
    ...route_tests,
    ...id_tests,
    ...field_tests,
    ...inside_tests,
    ...limit_tests,
    ...last_tests,
    ...(all_chosen ? [complete] : []),
  ],
  async () => {
    if (all_chosen) console.log(`\n${counts.table()}\n`);
    await stop_limited_server();
    await stop_server();
  },
);
