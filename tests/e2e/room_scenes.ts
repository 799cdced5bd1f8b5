/** An owner, a member and somebody who is removed, each before a browser of their own. */
import assert from "node:assert/strict";
import { en } from "../../web/src/platform/i18n/en.ts";
import type { Person } from "./person.ts";
import { scene, type Scene } from "./scene.ts";

async function three_in_a_private_room(stage: Scene, name: string): Promise<[Person, Person, Person]> {
  const key = name.toLowerCase().replaceAll(/\W+/g, "_");
  const owner = await stage.member(`owner_${key}`);
  const member = await stage.member(`member_${key}`);
  const removed = await stage.member(`removed_${key}`);
  await owner.button(en.rooms.create).first().click();
  await owner.page.getByLabel(en.rooms.create_name, { exact: true }).fill(name);
  await owner.page.getByRole("radio", { name: en.rooms.private }).check({ force: true });
  await owner.button(en.rooms.create_do).click();
  await owner.sees_room(name);
  const link = await owner.makes_link();
  for (const person of [member, removed]) {
    await person.page.goto(link);
    await person.button(en.invites.join(name)).click();
    await person.sees_room(name);
  }
  return [owner, member, removed];
}

/** Until the member column of `person` shows no `name` any more. */
async function misses(person: Person, name: string): Promise<void> {
  await person.page
    .getByRole("button", { name: en.governing.member_actions(name), exact: true })
    .first()
    .waitFor({ state: "detached" });
}

export const room_scenes = [
  scene("an owner, a member and a removed member in one room [req-24]", async (stage) => {
    const [owner, member, removed] = await three_in_a_private_room(stage, "Loom");
    await owner.says("welcome to the loom");
    for (const person of [owner, member, removed]) await person.sees_messages(["welcome to the loom"]);

    // Roles show everywhere at once; a moderator may do a moderator's things, and no owner's.
    await owner.does_to(member.name, en.governing.make.moderator);
    await member.sees(en.happenings.role.moderator(member.name, owner.name)).catch(() => undefined);
    await member.chooses(en.rooms.actions, en.governing.settings);
    await member.page
      .getByLabel(en.rooms.create_topic)
      .or(member.page.getByLabel("Topic"))
      .first()
      .fill("warp and weft");
    await member.passes_axe("room settings of a moderator");
    await member.button(en.governing.save).click();
    await owner.sees("warp and weft");
    await member.page.keyboard.press("Escape");

    // Removed while writing: what was typed goes nowhere, and the page says why.
    await removed.writes("one last thing");
    await member.does_to(removed.name, en.governing.remove);
    await removed.sees(en.places.lost_title.removed);
    await removed.passes_axe("a room that one was removed from");
    await misses(owner, removed.name);
    await owner.says("just the two of us");
    await member.sees_messages(["welcome to the loom", "just the two of us"]);
    assert.ok(
      !(await removed.page.content()).includes("just the two of us"),
      "nothing reaches who was removed",
    );
    await removed.page.goto("/");
    await removed.sees_room("lobby");
    assert.equal(await removed.page.getByRole("link", { name: "Loom", exact: true }).count(), 0);
  }),

  scene("somebody who was banned cannot come back by the link until let back in", async (stage) => {
    const [owner, , banned] = await three_in_a_private_room(stage, "Dye house");
    const link = await owner.makes_link();
    await owner.does_to(banned.name, en.governing.ban);
    await owner.button(en.governing.ban_do).click();
    await banned.sees(en.places.lost_title.banned);
    const code = link.split("/").at(-1) ?? "";
    banned.watch.expect_status(403, `/api/v1/invites/${code}`);
    await banned.page.goto(link);
    await banned.button(en.invites.join("Dye house")).click();
    await banned.sees(en.invites.refused_title["room/banned"] ?? "");
    await banned.passes_axe("an invitation for somebody who was banned");

    await owner.chooses(en.rooms.actions, en.governing.bans);
    await owner.page.getByRole("button", { name: en.governing.let_back_name(banned.name) }).click();
    await owner.page.keyboard.press("Escape");
    await banned.page.goto(link);
    await banned.button(en.invites.join("Dye house")).click();
    await banned.sees_room("Dye house");
  }),

  scene("an owner who leaves hands the room over", async (stage) => {
    const [owner, member] = await three_in_a_private_room(stage, "Spinning room");
    await owner.chooses(en.rooms.actions, en.rooms.leave);
    owner.watch.expect_status(
      409,
      new URL(owner.page.url()).pathname.replace("/r/", "/api/v1/rooms/") + "/leave",
    );
    await owner.button(en.rooms.leave).click();
    await owner.sees(en.governing.last_owner_title);
    await owner.passes_axe("the last owner leaves");
    await owner.page
      .getByLabel(en.governing.heir)
      .selectOption({ label: `${member.name} (${en.rooms.roles.member})` });
    await owner.button(en.governing.hand_over_and_leave).click();
    await misses(member, owner.name);
    await member.chooses(en.rooms.actions, en.governing.settings);
    await member.button(en.governing.delete).waitFor();
  }),

  scene("whoever leaves a room stands in the lobby, however late the socket says so", async (stage) => {
    const owner = await stage.member("owner_of_the_vat");
    await owner.opens_new_room("Vat");
    const leaver = await stage.person("leaves_the_vat");
    let held: (() => void)[] | undefined;
    await leaver.page.routeWebSocket(/\/api\/v1\/ws$/, (socket) => {
      socket.connectToServer().onMessage((frame) => {
        if (held === undefined) socket.send(frame);
        else held.push(() => socket.send(frame));
      });
    });
    await leaver.register();
    await leaver.joins("Vat");
    held = [];
    await leaver.chooses(en.rooms.actions, en.rooms.leave);
    await leaver.button(en.rooms.leave).click();
    await leaver.sees_room("lobby");
    for (const send of held.splice(0)) send();
    held = undefined;
    await misses(owner, leaver.name);
    await leaver.sees_room("lobby");
    assert.equal(await leaver.page.getByRole("link", { name: "Vat", exact: true }).count(), 0);
  }),

  scene("a room is deleted while somebody writes in it", async (stage) => {
    const [owner, member] = await three_in_a_private_room(stage, "Attic");
    await member.writes("half a sen");
    await owner.chooses(en.rooms.actions, en.governing.settings);
    await owner.button(en.governing.delete).click();
    await owner.page.getByLabel(en.governing.delete_confirm("Attic")).fill("Attic");
    await owner.passes_axe("deleting a room");
    await owner.button(en.governing.delete_do).click();
    await member.sees(en.places.lost_title.deleted);
    await owner.page.getByRole("link", { name: "Attic", exact: true }).waitFor({ state: "detached" });
  }),

  scene("two people write to each other, one blocks the other", async (stage) => {
    const alice = await stage.member("alice_writes_to");
    const bob = await stage.member("bob_is_written_to");
    await alice.button(en.people.new_message).first().click();
    const search = alice.page.getByRole("combobox", { name: en.people.search }).first();
    await search.fill("bob_is");
    await alice.page.getByRole("option", { name: /bob_is_written_to/ }).click();
    await alice.passes_axe("choosing whom to write to");
    await alice.button(en.people.open_direct).click();
    await alice.sees_room(bob.name);
    await alice.says("are you there");
    await bob.page
      .getByRole("link", { name: new RegExp(alice.name) })
      .first()
      .click();
    await bob.sees_messages(["are you there"]);

    await bob.chooses(en.rooms.actions, en.people.profile);
    await bob.passes_axe("a profile card");
    await bob.button(en.people.block).click();
    await bob.page.keyboard.press("Escape");
    await alice.says("hello?");
    await alice.page.getByRole("alert").getByText(en.errors["dm/unreachable"]).waitFor();
    await bob.page.getByText(en.chat.folded(1)).first().waitFor();
  }),
];
