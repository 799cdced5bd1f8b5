/** Whoever administrates the server: people, rooms, its health, and the record of what was done. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { en } from "../../web/src/platform/i18n/en.ts";
import { en_admin } from "../../web/src/platform/i18n/en_admin.ts";
import { en_settings } from "../../web/src/platform/i18n/en_settings.ts";
import { administrator } from "./administrator.ts";
import type { Person } from "./person.ts";
import { scene } from "./scene.ts";

const words = en_admin.people;

function row(admin: Person, username: string): Locator {
  return admin.page.locator(`tr[data-user="${username}"]`);
}

async function choose(admin: Person, username: string, act: string): Promise<void> {
  await row(admin, username).getByRole("button").click();
  await admin.page.getByRole("menuitem", { name: act, exact: true }).click();
}

async function finds(admin: Person, username: string): Promise<void> {
  await admin.page.goto("/admin/people");
  await admin.page.getByRole("searchbox", { name: words.search }).fill(username);
  // The whole list stands there until the search answers.
  await admin.page.waitForFunction(() => document.querySelectorAll("tr[data-user]").length === 1);
  await row(admin, username).waitFor();
}

async function is_out(person: Person): Promise<void> {
  await person.page.getByRole("heading", { level: 1, name: en.auth.sign_in_title }).waitFor();
  await person.sees(en.auth.signed_out_elsewhere);
}

export const admin_scenes = [
  scene(
    "a person who is disabled is out at once, and comes back only when enabled [req-17]",
    async (stage) => {
      const ada = await administrator(stage, "ada_disables");
      const bob = await stage.member("bob_disabled");
      await finds(ada, bob.name);
      await choose(ada, bob.name, words.disable);
      await ada.passes_axe("the question before disabling");
      await ada.page.getByRole("dialog").getByRole("button", { name: words.disable, exact: true }).click();
      await row(ada, bob.name).getByText(words.disabled, { exact: true }).waitFor();
      await is_out(bob);
      bob.watch.expect_status(403, "/api/v1/auth/login");
      await bob.sign_in();
      await bob.page.getByRole("alert").getByText(en.errors["auth/disabled"]).waitFor();

      await choose(ada, bob.name, words.enable);
      await row(ada, bob.name).getByText(words.disabled, { exact: true }).waitFor({ state: "detached" });
      await bob.button(en.auth.sign_in).click();
      await bob.sees_room("lobby");
    },
  ),

  scene("a reset link sets a new password, once, and ends every session [req-9] [req-17]", async (stage) => {
    const ada = await administrator(stage, "ada_resets");
    const carol = await stage.member("carol_forgets");
    await finds(ada, carol.name);
    await choose(ada, carol.name, words.reset);
    const field = ada.page.getByRole("dialog").getByLabel(words.reset_link, { exact: true });
    const link = await field.inputValue();
    await ada.passes_axe("a link for a new password");
    assert.equal(new URL(link).origin, stage.server.origin);

    const later = await stage.person(carol.name);
    await later.page.goto(link);
    await later.page.getByLabel(en_settings.account.new_password, { exact: true }).fill("short");
    await later.button(en_settings.reset.set).click();
    await later.sees(en.auth.password_short);
    await later.passes_axe("a new password with a mistake");
    await later.page
      .getByLabel(en_settings.account.new_password, { exact: true })
      .fill("kettle orbit marble");
    await later.button(en_settings.reset.set).click();
    await later.sees(en.auth.password_set);
    await is_out(carol);
    carol.watch.expect_status(401, "/api/v1/auth/login");
    await carol.sign_in();
    await carol.page.getByRole("alert").getByText(en.errors["auth/bad_credentials"]).waitFor();
    await later.page.getByLabel(en.auth.login, { exact: true }).fill(carol.name);
    await later.password_field().fill("kettle orbit marble");
    await later.button(en.auth.sign_in).click();
    await later.sees_room("lobby");

    carol.watch.expect_status(400, "/api/v1/auth/password/reset");
    await carol.page.goto(link);
    await carol.page
      .getByLabel(en_settings.account.new_password, { exact: true })
      .fill("another kettle entirely");
    await carol.button(en_settings.reset.set).click();
    await carol.page.getByRole("heading", { level: 1, name: en_settings.reset.invalid_title }).waitFor();
    await carol.passes_axe("a link that no longer works");
  }),

  scene(
    "rooms and accounts are deleted by typing their name; the last administrator stays; all of it is written down",
    async (stage) => {
      const ada = await administrator(stage, "ada");
      const bob = await stage.member("bob");
      const carol = await stage.member("carol");
      await bob.opens_new_room("Flood plain");
      await bob.says("it will not last");
      await bob.sees_messages(["it will not last"]);

      await ada.page.goto("/admin/rooms");
      await ada.page.locator('tr[data-room="Flood plain"]').getByRole("button").click();
      await ada.page.getByRole("menuitem", { name: en_admin.rooms.erase, exact: true }).click();
      const confirm = ada.page.getByLabel(en_admin.rooms.erase_confirm("Flood plain"), { exact: true });
      await confirm.fill("Flood");
      await ada.button(en_admin.rooms.erase_do).click();
      await ada.sees(en_admin.confirm_wrong);
      await confirm.fill("Flood plain");
      await ada.button(en_admin.rooms.erase_do).click();
      await ada.page.locator('tr[data-room="Flood plain"]').waitFor({ state: "detached" });
      await bob.page.getByRole("link", { name: "Flood plain" }).waitFor({ state: "detached" });

      await finds(ada, carol.name);
      await choose(ada, carol.name, words.erase);
      await ada.page.getByLabel(words.erase_confirm(carol.name), { exact: true }).fill(carol.name);
      await ada.button(words.erase_do).click();
      await row(ada, carol.name).waitFor({ state: "detached" });
      await carol.page.getByRole("heading", { level: 1, name: en.auth.sign_in_title }).waitFor();

      const ada_path = `/api/v1/admin/people/${(await ada_id(ada)) ?? ""}`;
      ada.watch.expect_status(409, ada_path);
      await finds(ada, ada.name);
      await choose(ada, ada.name, words.demote);
      await ada.page.getByRole("dialog").getByRole("button", { name: words.demote, exact: true }).click();
      await ada.page
        .getByRole("alert")
        .getByText(en_admin.errors["admin/last"] ?? "")
        .waitFor();
      await ada.page.keyboard.press("Escape");

      await finds(ada, bob.name);
      await choose(ada, bob.name, words.promote);
      await ada.page.getByRole("dialog").getByRole("button", { name: words.promote, exact: true }).click();
      await row(ada, bob.name).getByText(words.administrator, { exact: true }).waitFor();
      await bob.page.goto("/settings/profile");
      await bob.page.getByRole("link", { name: en_settings.administration, exact: true }).click();
      await bob.page.getByRole("link", { name: en_admin.log.title, exact: true }).click();
      const entries = bob.page.getByRole("main").locator("ol li");
      await entries.nth(3).waitFor();
      assert.deepEqual(
        (await entries.locator("p").allTextContents()).map((text) => text.replaceAll(/\s+/g, " ").trim()),
        [
          "ada made bob an administrator",
          "ada deleted an account",
          "ada deleted the room Flood plain",
          `${en_admin.log.terminal} made the account of ada`,
        ],
      );

      // Whose rights are taken is told, and led away.
      await finds(bob, bob.name);
      await finds(ada, bob.name);
      await choose(ada, bob.name, words.demote);
      await ada.page.getByRole("dialog").getByRole("button", { name: words.demote, exact: true }).click();
      await bob.sees(en_admin.no_longer);
      await bob.page.goto("/admin/people");
      await bob.sees(en.places.not_found_title);
      await bob.page.goto("/settings/profile");
      await bob.page.getByRole("heading", { level: 1, name: en_settings.profile.title }).waitFor();
      assert.equal(await bob.page.getByRole("link", { name: en_settings.administration }).count(), 0);
    },
    true,
  ),

  ...(["light", "dark"] as const).flatMap((colours) =>
    [false, true].map((phone) =>
      scene(
        `the administration is within reach in ${colours}, ${phone ? "on a phone" : "wide"}`,
        async (stage) => {
          const ada = await administrator(stage, `ada_${colours}_${phone ? "phone" : "wide"}`, {
            colours,
            phone,
          });
          for (const page of ["people", "rooms", "health", "log"] as const) {
            await ada.page.goto(`/admin/${page}`);
            await ada.page
              .getByRole("heading", { level: 1, name: en_admin[page].title, exact: true })
              .waitFor();
            await ada.page.getByRole("main").locator("tbody tr, dl, ol li").first().waitFor();
            await ada.passes_axe(`administration: ${page}`);
            const over = await ada.page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            assert.ok(over <= 0, `${page} is ${over} px wider than the screen`);
            await ada.picture(`admin-${page}-${colours}${phone ? "-phone" : ""}`);
          }
        },
      ),
    ),
  ),
];

async function ada_id(admin: Person): Promise<string | undefined> {
  return admin.page.evaluate(async () => {
    const answer = await fetch("/api/v1/me");
    return ((await answer.json()) as { user?: { id: string } }).user?.id;
  });
}
