/** Starts that must fail, each with words that say why and an exit code that is not 0. */
import assert from "node:assert/strict";
import { appendFileSync, cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Chatelier } from "../../server/chatelier.ts";
import { within } from "../../server/deadline.ts";
import { new_folder, product } from "../../server/place.ts";
import { fault } from "./stage.ts";

const ENDS_WITHIN_MS = 15_000;

function copied_migrations(): { folder: string; files: string[] } {
  const folder = join(new_folder("migrations"), "migrations");
  cpSync(product.migrations_dir, folder, { recursive: true });
  return { folder, files: readdirSync(folder).sort() };
}

export const start_faults = [
  fault("a migration was edited after it ran", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const { folder, files } = copied_migrations();
    const options = {
      database_url: await postgres.new_database("app"),
      redis_url: stage.redis().url,
      migrations_dir: folder,
    };
    const first = await stage.server(options);
    assert.equal((await first.stop()).code, 0);

    const [edited = ""] = files;
    appendFileSync(join(folder, edited), "\n-- a small correction\n");
    const refused = Chatelier.spawn(options);
    const { code } = await within(
      refused.exited,
      ENDS_WITHIN_MS,
      () => `the server to refuse; it said\n${refused.output()}`,
    );
    assert.notEqual(code, 0);
    assert.ok(refused.output().includes(edited), `it names the file:\n${refused.output()}`);
  }),

  fault("the database has run a migration that this server does not know", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const { folder, files } = copied_migrations();
    const options = {
      database_url: await postgres.new_database("app"),
      redis_url: stage.redis().url,
      migrations_dir: folder,
    };
    const next = `${String(files.length + 1).padStart(4, "0")}_rooms_of_the_future.sql`;
    writeFileSync(
      join(folder, next),
      "-- Of a newer version.\ncreate table of_the_future (id integer primary key);\n",
    );
    assert.equal((await (await stage.server(options)).stop()).code, 0);

    rmSync(join(folder, next));
    const refused = Chatelier.spawn(options);
    const { code } = await within(
      refused.exited,
      ENDS_WITHIN_MS,
      () => `the server to refuse; it said\n${refused.output()}`,
    );
    assert.notEqual(code, 0);
    assert.match(refused.output(), /newer/);
  }),

  fault("a migration that fails leaves nothing half done", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const { folder, files } = copied_migrations();
    const options = {
      database_url: await postgres.new_database("app"),
      redis_url: stage.redis().url,
      migrations_dir: folder,
    };
    const next = join(folder, `${String(files.length + 1).padStart(4, "0")}_rooms_mistaken.sql`);
    writeFileSync(
      next,
      "-- Half of it works.\ncreate table half_done (id integer primary key);\nselect no_such_function();\n",
    );
    const refused = Chatelier.spawn(options);
    const { code } = await within(
      refused.exited,
      ENDS_WITHIN_MS,
      () => `the server to refuse; it said\n${refused.output()}`,
    );
    assert.notEqual(code, 0);
    assert.match(refused.output(), /no_such_function/);

    writeFileSync(next, "-- Corrected.\ncreate table half_done (id integer primary key);\n");
    assert.equal((await (await stage.server(options)).stop()).code, 0);
  }),

  fault("the port is taken", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const options = { database_url: await postgres.new_database("app"), redis_url: stage.redis().url };
    const first = await stage.server(options);
    const second = Chatelier.spawn({ ...options, port: first.port });
    const { code } = await within(
      second.exited,
      ENDS_WITHIN_MS,
      () => `the second server to refuse; it said\n${second.output()}`,
    );
    assert.notEqual(code, 0);
    assert.ok(second.output().includes(String(first.port)), `it names the port:\n${second.output()}`);
    assert.match(second.output(), /use/i);
    assert.equal((await first.readiness()).status, 200);
  }),
];
