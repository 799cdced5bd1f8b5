/** Every field for a password, wherever one is asked for: it hides, takes what is pasted, and says what it is for. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { en } from "../../web/src/platform/i18n/en.ts";
import { en_settings } from "../../web/src/platform/i18n/en_settings.ts";
import { Session } from "../server/session.ts";
import { sql } from "../server/postgres.ts";
import type { Person } from "./person.ts";
import { scene, type Scene } from "./scene.ts";

/** As long as one may be, with what keyboards have and have not. */
const long_password = `  Ünïcödé ✓ "quotes" <tags> ${"long ".repeat(20)}`.padEnd(128, "!").slice(0, 128);

/** Through the clipboard, as password managers and people do it. */
async function paste(person: Person, field: Locator, text: string): Promise<void> {
  const elsewhere = await person.page.context().newPage();
  await elsewhere.setContent("<textarea></textarea>");
  await elsewhere.locator("textarea").fill(text);
  await elsewhere.locator("textarea").press("Control+A");
  await elsewhere.locator("textarea").press("Control+C");
  await elsewhere.close();
  await field.focus();
  await field.press("Control+V");
}

async function is_for_passwords(
  person: Person,
  label: string,
  purpose: "new-password" | "current-password",
): Promise<void> {
  const field = person.page.getByLabel(label, { exact: true });
  await field.waitFor();
  assert.equal(await field.getAttribute("type"), "password", `${label} hides what is typed`);
  assert.equal(await field.getAttribute("autocomplete"), purpose, label);
  assert.equal(await field.getAttribute("maxlength"), null, `${label} cuts nothing off`);
  await paste(person, field, long_password);
  assert.equal(await field.inputValue(), long_password, `${label} takes what is pasted`);
  await field.fill("");
}

/** A manager keeps a password under the name beside it. */
async function is_beside_the_name(person: Person): Promise<void> {
  const forms = person.page.locator("form:has(input[type=password])");
  assert.ok((await forms.count()) > 0, "it is a form");
  for (const form of await forms.all())
    assert.equal(await form.locator("input[autocomplete=username]").count(), 1, "the name is in the form");
}

async function reset_link({ server }: Scene, person: Person): Promise<string> {
  const { origin, options } = server;
  const admin = await Session.register(origin, {
    username: "ada_for_links",
    password: "orchard lantern ada",
  });
  await sql(options.database_url, `update users set admin = true where id = '${admin.user_id}'`);
  const id = await sql(options.database_url, `select id from users where username = '${person.name}'`);
  return ((await admin.must("POST", `/admin/people/${id}/reset`)) as { url: string }).url;
}

export const password_scenes = [
  scene("fields for passwords work with paste and password managers [req-5]", async (stage) => {
    const alice = await stage.person("alice_pastes");
    await alice.page.goto("/register");
    await is_for_passwords(alice, en.auth.password, "new-password");
    await is_beside_the_name(alice);
    await alice.page.goto("/sign-in");
    await is_for_passwords(alice, en.auth.password, "current-password");
    await is_beside_the_name(alice);

    await alice.register();
    const { account } = en_settings;
    await alice.page.goto("/settings/account");
    await is_for_passwords(alice, account.current_password, "current-password");
    await is_for_passwords(alice, account.new_password, "new-password");
    await is_beside_the_name(alice);
    await alice.button(account.delete).click();
    await is_for_passwords(alice, account.your_password, "current-password");

    const later = await stage.person(alice.name);
    await later.page.goto(await reset_link(stage, alice));
    await is_for_passwords(later, account.new_password, "new-password");
  }),
];
