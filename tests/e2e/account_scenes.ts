/** Drafts, signing out, deleting the account: what stays on a device and what goes. */
import assert from "node:assert/strict";
import { en } from "../../web/src/platform/i18n/en.ts";
import { en_settings } from "../../web/src/platform/i18n/en_settings.ts";
import { scene } from "./scene.ts";

export const account_scenes = [
  scene("what one has begun to write survives a reload, per room", async (stage) => {
    const alice = await stage.member("alice_drafts");
    await alice.opens_new_room("First drafts");
    await alice.writes("half a thought");
    await alice.opens_new_room("Second drafts");
    assert.equal(await alice.composer().inputValue(), "");
    await alice.writes("another half");
    await alice.page.reload();
    await alice.sees_room("Second drafts");
    assert.equal(await alice.composer().inputValue(), "another half");
    await alice.page.getByRole("link", { name: "First drafts" }).click();
    await alice.sees_room("First drafts");
    assert.equal(await alice.composer().inputValue(), "half a thought");
    await alice.composer().press("Enter");
    await alice.sees_messages(["half a thought"]);
    await alice.page.reload();
    await alice.sees_messages(["half a thought"]);
    assert.equal(await alice.composer().inputValue(), "");
  }),

  scene(
    "signing out ends it in every window, and leaves nothing to read behind [req-16] [req-30]",
    async (stage) => {
      const alice = await stage.member("alice_leaves");
      await alice.opens_new_room("Farewell");
      await alice.says("for my eyes");
      await alice.sees_messages(["for my eyes"]);
      await alice.writes("an unfinished secret");
      const other = await alice.second_window();
      stage.keep(other);
      await other.page.goto(alice.page.url());
      await other.sees_messages(["for my eyes"]);

      await alice.page.getByRole("link", { name: en.account.open_settings }).click();
      await alice.page.getByRole("link", { name: en_settings.account.title, exact: true }).click();
      await alice.button(en_settings.account.sign_out).click();
      await alice.page.getByRole("heading", { level: 1, name: en.auth.sign_in_title }).waitFor();
      await other.sees(en.auth.signed_out_elsewhere);
      const kept = await alice.page.evaluate(() =>
        JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
      );
      assert.ok(!kept.includes("secret"), `nothing is kept on the device: ${kept}`);
      await alice.page.goBack();
      await alice.page.getByRole("heading", { level: 1, name: en.auth.sign_in_title }).waitFor();
      assert.ok(!(await alice.page.content()).includes("for my eyes"));

      await alice.page.goto("/");
      alice.watch.expect_status(401, "/api/v1/auth/login");
      await alice.page.getByLabel(en.auth.login, { exact: true }).fill(alice.name);
      await alice.password_field().fill("not the password");
      await alice.button(en.auth.sign_in).click();
      await alice.page.getByRole("alert").getByText(en.errors["auth/bad_credentials"]).waitFor();
      await alice.sign_in();
      await alice.page.getByRole("link", { name: "Farewell" }).click();
      await alice.sees_room("Farewell");
      assert.equal(await alice.composer().inputValue(), "");
      await alice.sees_messages(["for my eyes"]);
    },
  ),

  scene("a link to a room works also when one has to sign in first", async (stage) => {
    const alice = await stage.member("alice_links");
    await alice.opens_new_room("Linked");
    await alice.says("you found it");
    await alice.sees_messages(["you found it"]);
    const bob = await stage.member("bob_links");
    const address = new URL(alice.page.url()).pathname;
    const later = await stage.person(bob.name);
    await later.page.goto(address);
    await later.sign_in();
    await later.page.getByRole("heading", { level: 1, name: "Linked", exact: true }).waitFor();
    await later.sees_messages(["you found it"]);
    await later.sees(en.rooms.preview);
    await later.button(en.rooms.join_room("Linked")).click();
    await later.composer().waitFor();
    await later.says("so I did");
    await alice.sees_messages(["you found it", "so I did"]);
  }),

  scene("a deleted account is a tombstone for everybody, at once", async (stage) => {
    const alice = await stage.member("alice_goes");
    const bob = await stage.member("bob_stays");
    await alice.opens_new_room("Memories");
    await bob.joins("Memories");
    await alice.says("remember me");
    await bob.sees_messages(["remember me"]);
    await bob.page.locator("article").getByText(alice.name).waitFor();

    await alice.page.goto("/settings/account");
    await alice.button(en_settings.account.delete).click();
    alice.watch.expect_status(403, "/api/v1/me");
    await alice.page.getByLabel(en_settings.account.your_password, { exact: true }).fill("not the password");
    await alice.button(en_settings.account.delete_do).click();
    await alice.sees(en.errors["auth/wrong_password"]);
    await alice.page.getByLabel(en_settings.account.your_password, { exact: true }).fill(alice.password);
    await alice.button(en_settings.account.delete_do).click();
    await alice.page.locator('form input[name="login"], form input[name="username"]').waitFor();

    await bob.page.locator("article").getByText(en.common.deleted_person).waitFor();
    await bob.sees_messages(["remember me"]);
    await bob.page.reload();
    await bob.sees_messages(["remember me"]);
    await bob.page.locator("article").getByText(en.common.deleted_person).waitFor();
    const seen = await bob.page.locator("main").textContent();
    assert.ok(seen?.includes(alice.name) === false, "the name is gone");
  }),
];
