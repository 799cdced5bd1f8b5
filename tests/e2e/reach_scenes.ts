/** Everything is within reach: on a phone, by keyboard alone, for assistive technology, in light and in dark. */
import assert from "node:assert/strict";
import { en } from "../../web/src/platform/i18n/en.ts";
import { en_settings } from "../../web/src/platform/i18n/en_settings.ts";
import type { Person } from "./person.ts";
import { scene } from "./scene.ts";

async function no_sideways_scrolling(person: Person): Promise<void> {
  const over = await person.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `the page is ${over} px wider than the screen`);
}

/** The name of what has the focus, as it is said aloud. */
function focused(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return "";
    const label = "labels" in element ? (element as HTMLInputElement).labels?.[0]?.textContent : undefined;
    return (element.getAttribute("aria-label") ?? label ?? element.textContent ?? "").trim();
  });
}

async function tab_to(person: Person, name: string): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    if ((await focused(person)) === name) return;
    await person.page.keyboard.press("Tab");
  }
  throw new Error(`"${name}" cannot be reached with the Tab key; the focus is on "${await focused(person)}"`);
}

function phone_tab(person: Person, name: string): Promise<void> {
  return person.page
    .getByRole("navigation", { name: en.places.navigation })
    .getByRole("link", { name })
    .tap();
}

export const reach_scenes = [
  scene("on a phone: register, talk, find rooms and people", async (stage) => {
    const alice = await stage.member("alice_phones", { phone: true });
    const bob = await stage.member("bob_phones");
    await no_sideways_scrolling(alice);
    await phone_tab(alice, en.places.rooms);
    await alice.page.getByRole("heading", { level: 1, name: en.rooms.browse }).waitFor();
    await no_sideways_scrolling(alice);
    await alice.opens_new_room("Pocket");
    await bob.joins("Pocket");
    await alice.writes("from my pocket");
    await alice.button(en.chat.send).tap();
    await bob.sees_messages(["from my pocket"]);
    await bob.says("from my desk");
    await alice.sees_messages(["from my pocket", "from my desk"]);
    await no_sideways_scrolling(alice);
    await alice.passes_axe("a room on a phone");
    await phone_tab(alice, en.places.people);
    await alice.page.getByRole("complementary").getByText(bob.name).waitFor();
    await alice.passes_axe("people on a phone");
    await no_sideways_scrolling(alice);
    await phone_tab(alice, en.places.talk);
    await alice.sees_messages(["from my pocket", "from my desk"]);
  }),

  scene(
    "by keyboard alone: register, talk, change rooms, the sheet of shortcuts, sign out",
    async (stage) => {
      const alice = await stage.person("alice_types");
      const { keyboard } = alice.page;
      await alice.page.goto("/register");
      await alice.page.getByLabel(en.auth.username, { exact: true }).waitFor();
      await tab_to(alice, en.auth.username);
      await keyboard.type(alice.name);
      await tab_to(alice, en.auth.password);
      await keyboard.type(alice.password);
      await keyboard.press("Enter");
      await alice.sees_room("lobby");

      await tab_to(alice, en.rooms.create);
      await keyboard.press("Enter");
      await alice.page.getByRole("dialog").waitFor();
      await tab_to(alice, en.rooms.create_name);
      await keyboard.type("Keys");
      await keyboard.press("Enter");
      await alice.sees_room("Keys");
      await tab_to(alice, en.chat.write_to("Keys"));
      await keyboard.type("one line");
      await keyboard.press("Shift+Enter");
      await keyboard.type("and another");
      await keyboard.press("Enter");
      await alice.page.locator('article[data-state="sent"]', { hasText: "and another" }).waitFor();
      assert.equal((await alice.messages()).length, 1);

      await keyboard.press("Alt+ArrowDown");
      await alice.sees_room("lobby");
      await keyboard.press("Alt+ArrowUp");
      await alice.sees_room("Keys");
      await tab_to(alice, en.account.open_settings).catch(() => undefined);
      await alice.page.locator("article").first().focus();
      await keyboard.press("?");
      await alice.page.getByRole("dialog", { name: en.shortcuts.title }).waitFor();
      await keyboard.press("Escape");
      await alice.page.getByRole("dialog").waitFor({ state: "detached" });

      await alice.page.goto("/settings/account");
      await alice.page.getByRole("heading", { level: 1, name: en_settings.account.title }).waitFor();
      await tab_to(alice, en_settings.account.sign_out);
      await keyboard.press("Enter");
      await alice.page.getByRole("heading", { level: 1, name: en.auth.sign_in_title }).waitFor();
    },
  ),

  ...(["light", "dark"] as const).map((colours) =>
    scene(`every screen passes axe in ${colours}`, async (stage) => {
      const alice = await stage.person(`alice_in_${colours}`, { colours });
      await alice.page.goto("/sign-in");
      await alice.page.getByLabel(en.auth.login, { exact: true }).waitFor();
      await alice.passes_axe("signing in");
      await alice.button(en.auth.sign_in).click();
      await alice.sees(en.auth.enter_login);
      await alice.passes_axe("signing in with mistakes");
      await alice.page.goto("/register");
      await alice.page.getByLabel(en.auth.username, { exact: true }).fill("a");
      await alice.password_field().fill("short");
      await alice.page.getByLabel(en.auth.username, { exact: true }).focus();
      await alice.sees(en.auth.password_short);
      await alice.passes_axe("registering with mistakes");
      await alice.register();
      await alice.passes_axe("the lobby");
      await alice.opens_new_room(`Shades of ${colours}`, "A topic");
      await alice.passes_axe("an empty room");
      await alice.says(
        "Some *words*, `code`, a [link](https://example.test/) and more:\n\n> a quote\n\n- one\n- two\n\n```\nlet x = 1;\n```",
      );
      await alice.page.locator('article[data-state="sent"]').waitFor();
      await alice.passes_axe("a conversation");
      await alice.picture(`conversation-${colours}`);
      await alice.button(en.rooms.create).first().click();
      await alice.page.getByRole("dialog").waitFor();
      await alice.passes_axe("the dialog for a new room");
      await alice.page.keyboard.press("Escape");
      await alice.page.goto("/rooms");
      await alice.page.getByRole("heading", { level: 1, name: en.rooms.browse }).waitFor();
      await alice.page
        .getByRole("main")
        .getByRole("link", { name: `Shades of ${colours}` })
        .waitFor();
      await alice.passes_axe("all rooms");
      await alice.page.goto("/settings/account");
      await alice.page.getByRole("heading", { level: 1, name: en_settings.account.title }).waitFor();
      await alice.passes_axe("the account");
      await alice.button(en_settings.account.delete).click();
      await alice.page.getByRole("dialog").waitFor();
      await alice.passes_axe("the dialog for deleting it");
      await alice.page.goto("/nowhere/at/all");
      await alice.sees(en.places.not_found_title);
      await alice.passes_axe("an address that leads nowhere");
    }),
  ),
];
