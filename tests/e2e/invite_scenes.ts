/** The first minute of somebody who has never seen the product: from a link to a first message. */
import assert from "node:assert/strict";
import { en } from "../../web/src/platform/i18n/en.ts";
import type { Sight } from "./person.ts";
import { scene } from "./scene.ts";

const FIRST_MINUTE_MS = 60_000;

const sights: [string, Sight][] = [
  ["light", { colours: "light" }],
  ["dark", { colours: "dark" }],
  ["phone-light", { colours: "light", phone: true }],
  ["phone-dark", { colours: "dark", phone: true }],
];

export const invite_scenes = sights.map(([look, sight]) =>
  scene(
    `from an invitation to a first message within a minute (${look})`,
    async (stage) => {
      const host = await stage.member("Ada");
      const name = "Print shop";
      await host.opens_new_room(name, "Ink, paper and patience");
      await host.says("Whoever comes next: say what you would print first.");
      const link = await host.makes_link();

      const guest = await stage.person("Grace", sight);
      const begun = performance.now();
      await guest.page.goto(link);
      await guest.page.getByRole("heading", { name }).waitFor();
      await guest.passes_axe("an invitation");
      await guest.picture(`invited-${look}`);
      // As fast as somebody types who does not hurry.
      await guest.page
        .getByLabel(en.auth.username, { exact: true })
        .pressSequentially(guest.name, { delay: 60 });
      await guest.password_field().pressSequentially(guest.password, { delay: 60 });
      await guest.button(en.invites.create_account).click();
      await guest.sees_room(name);
      // A keyboard that nobody asked for would cover half of a phone.
      if (sight.phone === true) await guest.composer().tap();
      await guest.page.locator("[data-composer]:focus").waitFor();
      await guest.page.keyboard.type("A book of hours, on handmade paper.", { delay: 60 });
      // On a phone Enter begins a new line.
      if (sight.phone === true) await guest.button(en.chat.send).tap();
      else await guest.page.keyboard.press("Enter");
      const both = [
        "Whoever comes next: say what you would print first.",
        "A book of hours, on handmade paper.",
      ];
      await guest.sees_messages(both);
      const took = performance.now() - begun;
      await host.sees_messages(both);
      console.log(`        from the link to the first message: ${(took / 1000).toFixed(1)} s`);
      assert.ok(took < FIRST_MINUTE_MS, `it took ${took} ms`);
      await guest.picture(`first-message-${look}`);
      await guest.passes_axe("the room that one was invited to");
    },
    true,
  ),
);
