/** The server dies and comes back under two pages that are open: they go on by themselves. */
import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { scene } from "./scene.ts";

/** Lost when the page is loaded anew. */
async function mark(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    (globalThis as { never_reloaded?: boolean }).never_reloaded = true;
  });
}

async function is_marked(person: Person): Promise<boolean> {
  return person.page.evaluate(() => (globalThis as { never_reloaded?: boolean }).never_reloaded === true);
}

export const outage_scenes = [
  scene(
    "after kill -9 and a new start both pages go on and show every message once, in order [P1] [P5]",
    async (stage) => {
      const alice = await stage.member("alice");
      const bob = await stage.member("bob");
      await alice.opens_new_room("Atelier");
      await bob.joins("Atelier");
      const said: string[] = [];
      const say = async (person: Person, text: string): Promise<void> => {
        await person.says(text);
        said.push(text);
      };
      for (let number = 1; number <= 5; number += 1)
        await say(number % 2 === 0 ? bob : alice, `before ${number}`);
      await bob.sees_messages(said);
      await mark(alice);
      await mark(bob);

      alice.watch.outage = true;
      bob.watch.outage = true;
      // Some of these are on their way when it dies.
      for (let number = 1; number <= 3; number += 1) await say(alice, `on the way ${number}`);
      await stage.server.kill();
      await alice.page.locator("[data-connection]").waitFor();
      await bob.page.locator("[data-connection]").waitFor();
      for (let number = 1; number <= 3; number += 1) await say(alice, `while away ${number}`);
      await alice.page.locator('article[data-state="sending"]', { hasText: "while away 3" }).waitFor();
      await alice.passes_axe("a page that waits for its server");
      await alice.picture("while-the-server-is-away");

      stage.server = await stage.server.start_again();
      await alice.sees_messages(said);
      await bob.sees_messages(said);
      await alice.page.locator("[data-connection]").waitFor({ state: "detached" });
      await bob.page.locator("[data-connection]").waitFor({ state: "detached" });
      alice.watch.outage = false;
      bob.watch.outage = false;
      await say(bob, "all is well");
      await alice.sees_messages(said);
      assert.ok((await is_marked(alice)) && (await is_marked(bob)), "neither page was loaded anew");
    },
    true,
  ),

  scene(
    "an orderly restart is no more than a moment [P8]",
    async (stage) => {
      const alice = await stage.member("alice");
      await alice.opens_new_room("Atelier");
      await alice.says("before");
      await alice.sees_messages(["before"]);
      await mark(alice);
      alice.watch.outage = true;
      assert.equal((await stage.server.stop()).code, 0);
      await alice.says("while away");
      stage.server = await stage.server.start_again();
      await alice.sees_messages(["before", "while away"]);
      assert.ok(await is_marked(alice), "the page was not loaded anew");
    },
    true,
  ),
];
