/**
 * Whether text of a person becomes SQL, asked by sqlmap: every parameter of
 * every route in the OpenAPI document, one after another, against a real server
 * on a real Postgres. `npm run injection` needs Debian's package `sqlmap` and
 * some minutes; words behind `--` choose routes by name. First sqlmap has to
 * find the hole in a door that has one.
 */
import assert from "node:assert/strict";
import { operations_to_ask } from "./requests.ts";
import { LeakyDoor } from "./leaky_door.ts";
import { ask } from "./sqlmap.ts";
import { Stage } from "./stage.ts";
import { run_suite, type Test } from "../server/suite.ts";

let opened: Promise<Stage> | undefined;

function the_stage(): Promise<Stage> {
  opened ??= Stage.open();
  return opened;
}

const control: Test = {
  name: "sqlmap finds the hole in a door that has one",
  async run() {
    const door = await LeakyDoor.open(await the_stage());
    const { injectable, output } = await ask(door.request("somebody*"));
    await door.close();
    assert.ok(injectable, output);
  },
};

const tests: readonly Test[] = [
  control,
  ...operations_to_ask().map((operation) => ({
    name: `${operation.name}: ${operation.places} places take no SQL [req-42]`,
    async run() {
      const stage = await the_stage();
      // What is refused for its form as it stands shows nothing of what lies behind.
      const { status, text } = await stage.answer(operation);
      assert.ok(status < 500 && !text.includes("error:request/"), `${status} ${text}`);
      const { injectable, asked, output } = await ask(await stage.request(operation));
      assert.ok(!injectable, output);
      // A route that sqlmap gave up on has not been asked.
      assert.ok(asked >= operation.places, `${asked} were asked\n${output}`);
    },
  })),
];

await run_suite(tests, async () => (await opened)?.close());
