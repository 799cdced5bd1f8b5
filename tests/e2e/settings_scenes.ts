/** What people set for themselves: their name, the look, where they are signed in, their password. */
import assert from "node:assert/strict";
import { en } from "../../web/src/platform/i18n/en.ts";
import { en_settings } from "../../web/src/platform/i18n/en_settings.ts";
import { Chatelier } from "../server/chatelier.ts";
import { Session } from "../server/session.ts";
import type { Person } from "./person.ts";
import { scene, type Scene } from "./scene.ts";

/** The same person on another machine. */
async function second_device(stage: Scene, of: Person): Promise<Person> {
  const other = await stage.person(of.name);
  await other.page.goto("/sign-in");
  await other.sign_in();
  await other.sees_room("lobby");
  return other;
}

async function shows(person: Person, theme: "light" | "dark"): Promise<void> {
  await person.page.locator(`html[data-theme="${theme}"]`).waitFor();
}

async function chooses(person: Person, look: string): Promise<void> {
  await person.page.getByRole("main").getByText(look, { exact: true }).click();
  assert.ok(await person.page.getByRole("radio", { name: look }).isChecked());
}

async function is_out(person: Person): Promise<void> {
  await person.page.getByRole("heading", { level: 1, name: en.auth.sign_in_title }).waitFor();
  await person.sees(en.auth.signed_out_elsewhere);
}

export const settings_scenes = [
  scene("what one is called changes for everybody at once", async (stage) => {
    const alice = await stage.member("alice_renames");
    const bob = await stage.member("bob_reads_names");
    await alice.opens_new_room("Name plates");
    await bob.joins("Name plates");
    await alice.says("who am I");
    await bob.sees_messages(["who am I"]);
    await alice.page.goto("/settings/profile");
    const name = alice.page.getByLabel(en_settings.profile.display_name, { exact: true });
    await name.fill("   ");
    await name.press("Enter");
    await alice.sees(en_settings.profile.name_needed);
    await alice.passes_axe("a profile with a mistake");
    await name.fill("Alice Liddell");
    await alice.button(en_settings.profile.save).click();
    await bob.page.locator("article").getByText("Alice Liddell").waitFor();
    await alice.page.reload();
    await alice.page.getByRole("link", { name: /Alice Liddell/ }).waitFor();
  }),

  scene("the look follows to every device, and stays after a reload", async (stage) => {
    const alice = await stage.member("alice_looks");
    const tablet = await second_device(stage, alice);
    await shows(tablet, "light");
    await alice.page.goto("/settings/appearance");
    await chooses(alice, en_settings.appearance.dark);
    await shows(alice, "dark");
    await shows(tablet, "dark");
    await tablet.page.reload();
    await tablet.sees_room("lobby");
    await shows(tablet, "dark");
    await tablet.page.goto("/settings/appearance");
    await chooses(tablet, en_settings.appearance.system);
    await shows(alice, "light");
    // A device that signs in later has it too.
    await chooses(alice, en_settings.appearance.dark);
    await shows(tablet, "dark");
    await shows(await second_device(stage, alice), "dark");
  }),

  scene("signing out elsewhere closes the page there, one by one or all at once [req-18]", async (stage) => {
    const alice = await stage.member("alice_ends");
    const library = await second_device(stage, alice);
    await alice.page.goto("/settings/sessions");
    const lines = alice.page.getByRole("main").getByRole("listitem").filter({ hasText: "Chrome" });
    await lines.nth(1).waitFor();
    assert.equal(await lines.count(), 2);
    await alice.passes_axe("the sessions");
    await alice.button(en_settings.sessions.end_one("Chrome on Linux")).click();
    await is_out(library);
    await alice.sees(en_settings.sessions.none);

    const again = await second_device(stage, alice);
    const third = await second_device(stage, alice);
    await alice.page.reload();
    await alice.button(en_settings.sessions.end_others).click();
    await alice.page
      .getByRole("dialog")
      .getByRole("button", { name: en_settings.sessions.end_others, exact: true })
      .click();
    await is_out(again);
    await is_out(third);
    await alice.sees(en_settings.sessions.none);
    await alice.page.reload();
    await alice.sees(en_settings.sessions.none);
  }),

  scene(
    "a new password ends the other sessions and is the one that counts [req-4] [req-17]",
    async (stage) => {
      const alice = await stage.member("alice_locks");
      const other = await second_device(stage, alice);
      await alice.page.goto("/settings/account");
      const current = alice.page.getByLabel(en_settings.account.current_password, { exact: true });
      const chosen = alice.page.getByLabel(en_settings.account.new_password, { exact: true });
      alice.watch.expect_status(403, "/api/v1/me/password");
      await current.fill("not the password");
      await chosen.fill("marble fence kettle");
      await alice.button(en_settings.account.change_password).click();
      await alice.sees(en.errors["auth/wrong_password"]);
      await alice.passes_axe("changing the password with a mistake");
      await current.fill(alice.password);
      await alice.button(en_settings.account.change_password).click();
      await alice.page.getByText(en_settings.account.password_changed).first().waitFor();
      await is_out(other);
      other.watch.expect_status(401, "/api/v1/auth/login");
      await other.sign_in();
      await other.page.getByRole("alert").getByText(en.errors["auth/bad_credentials"]).waitFor();
      await other.password_field().fill("marble fence kettle");
      await other.button(en.auth.sign_in).click();
      await other.sees_room("lobby");
      await alice.page.goto("/");
      await alice.sees_room("lobby");
    },
  ),

  scene("on a phone the settings are a list, and every page has the way back", async (stage) => {
    const alice = await stage.member("alice_settles", { phone: true });
    await alice.page.goto("/settings");
    await alice.page.getByRole("heading", { level: 1, name: en_settings.title, exact: true }).waitFor();
    await alice.passes_axe("the list of settings");
    for (const page of ["profile", "appearance", "sessions", "account"] as const) {
      await alice.page.getByRole("link", { name: en_settings[page].title, exact: true }).tap();
      const title = alice.page.getByRole("heading", { level: 1, name: en_settings[page].title, exact: true });
      await title.waitFor();
      assert.ok(
        await title.evaluate((element) => element === document.activeElement),
        "the title is read next",
      );
      await alice.passes_axe(`on a phone: ${page}`);
      await alice.picture(`settings-${page}-phone`);
      await alice.page.getByRole("link", { name: en_settings.back, exact: true }).tap();
      await alice.page.getByRole("heading", { level: 1, name: en_settings.title, exact: true }).waitFor();
    }
  }),

  ...(["light", "dark"] as const).map((colours) =>
    scene(`the settings pass axe in ${colours}`, async (stage) => {
      const alice = await stage.member(`alice_sets_${colours}`, { colours });
      await alice.page.goto("/settings");
      await alice.page.waitForURL("**/settings/profile");
      for (const page of ["profile", "appearance", "sessions", "account"] as const) {
        await alice.page.getByRole("link", { name: en_settings[page].title, exact: true }).click();
        await alice.page
          .getByRole("heading", { level: 1, name: en_settings[page].title, exact: true })
          .waitFor();
        await alice.passes_axe(`settings: ${page}`);
        await alice.picture(`settings-${page}-${colours}`);
      }
      await alice.page.goto("/settings/nothing-like-it");
      await alice.sees(en.places.not_found_title);
      await alice.page.goto("/settings/profile");
      await alice.page.getByRole("link", { name: en_settings.api_docs, exact: true }).click();
      await alice.page.waitForURL("**/docs");
      await alice.page.getByRole("heading", { level: 1 }).waitFor();
    }),
  ),

  scene(
    "a server by invitation says so, and lets in whoever has one",
    async (stage) => {
      const { database_url, redis_url } = stage.server.options;
      const admin = await Session.register(stage.server.origin, {
        username: "alice",
        password: "orchard lantern",
      });
      const made = await admin.must("POST", "/rooms", { name: "By invitation" });
      const { room } = made as { room: { id: string } };
      const { code } = (await admin.must("POST", `/rooms/${room.id}/invites`, {})) as { code: string };
      await stage.server.stop();
      stage.server = await Chatelier.start({ database_url, redis_url, flags: ["--registration", "invite"] });

      const bob = await stage.person("bob");
      bob.watch.expect_status(403, "/api/v1/auth/register");
      await bob.page.goto("/register");
      await bob.page.getByLabel(en.auth.username, { exact: true }).fill(bob.name);
      await bob.password_field().fill(bob.password);
      await bob.button(en.auth.register).click();
      await bob.sees(en.errors["auth/invite_required"]);
      await bob.passes_axe("registering without an invitation");
      const field = bob.page.getByLabel(en.auth.invite, { exact: true });
      bob.watch.expect_status(404, "/api/v1/auth/register");
      await field.fill("not-an-invitation");
      await bob.button(en.auth.register).click();
      await bob.sees(en.errors["invite/not_found"]);
      await field.fill(`${stage.server.origin}/i/${code}`);
      await bob.button(en.auth.register).click();
      await bob.page.getByRole("link", { name: "By invitation" }).waitFor();

      // With the code in the address nothing is asked.
      const carol = await stage.person("carol");
      await carol.page.goto(`/register?invite=${code}`);
      await carol.page.getByLabel(en.auth.username, { exact: true }).fill(carol.name);
      await carol.password_field().fill(carol.password);
      await carol.button(en.auth.register).click();
      await carol.sees_room("By invitation");

      await bob.get_up();
      await carol.get_up();
      await stage.server.stop();
      stage.server = await Chatelier.start({ database_url, redis_url, flags: ["--registration", "closed"] });
      const dave = await stage.person("dave");
      dave.watch.expect_status(403, "/api/v1/auth/register");
      await dave.page.goto("/register");
      await dave.page.getByLabel(en.auth.username, { exact: true }).fill(dave.name);
      await dave.password_field().fill(dave.password);
      await dave.button(en.auth.register).click();
      await dave.page.getByRole("heading", { level: 1, name: en.auth.closed_title }).waitFor();
      await dave.passes_axe("a server that is closed");
    },
    true,
  ),
];
