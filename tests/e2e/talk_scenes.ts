/** People who meet and talk, and the one who must not hear them. */
import assert from "node:assert/strict";
import { en } from "../../web/src/platform/i18n/en.ts";
import { Session } from "../server/session.ts";
import { scene } from "./scene.ts";

export const talk_scenes = [
  scene("two people register, meet in a room and talk", async (stage) => {
    const alice = await stage.person("alice_talks");
    await alice.page.goto("/");
    await alice.page.getByRole("link", { name: en.auth.register, exact: true }).click();
    await alice.page.getByLabel(en.auth.username, { exact: true }).fill(alice.name);
    await alice.password_field().fill(alice.password);
    await alice.button(en.auth.register).click();
    await alice.sees_room("lobby");
    const bob = await stage.member("bob_talks");

    await alice.opens_new_room("Atelier", "Ink and paper");
    await alice.sees(en.chat.empty_title("Atelier"));
    await bob.joins("Atelier");
    await alice.says("Good morning, **bob**");
    await bob.sees_messages(["Good morning, bob"]);
    await bob.page.locator("article strong", { hasText: "bob" }).waitFor();
    await bob.writes("let me think");
    await alice.sees(en.chat.typing_one(bob.name));
    await bob.says("Good morning! <script>alert(1)</script>");
    const both = ["Good morning, bob", "Good morning! <script>alert(1)</script>"];
    await alice.sees_messages(both);
    await bob.sees_messages(both);
    // Whoever comes anew finds the same.
    await bob.page.reload();
    await bob.sees_messages(both);
  }),

  scene("who is no member of a private room never sees it [req-41]", async (stage) => {
    const alice = await stage.member("alice_keeps");
    const mallory = await stage.member("mallory_looks");
    const session = await Session.sign_in(stage.server.origin, {
      username: alice.name,
      password: alice.password,
    });
    const made = await session.must("POST", "/rooms", { name: "Secret garden", visibility: "private" });
    const { room } = made as { room: { id: string } };
    await alice.page.getByRole("link", { name: "Secret garden" }).click();
    await alice.sees_room("Secret garden");
    await alice.says("Nobody else reads this");
    await alice.sees_messages(["Nobody else reads this"]);

    await mallory.page.goto("/rooms");
    await mallory.page.getByRole("heading", { level: 1, name: en.rooms.browse }).waitFor();
    mallory.watch.expect_status(404, `/api/v1/rooms/${room.id}`);
    mallory.watch.expect_status(404, `/api/v1/rooms/${room.id}/messages`);
    mallory.watch.expect_status(404, `/api/v1/rooms/${room.id}/members`);
    await mallory.page.goto(`/r/${room.id}`);
    await mallory.sees(en.places.room_not_found_title);
    const seen = await mallory.page.content();
    assert.ok(!seen.includes("Secret garden") && !seen.includes("Nobody else"), "mallory sees nothing of it");
  }),

  scene("a guest of a public room hears what is said and goes on as a member", async (stage) => {
    const alice = await stage.member("alice_hosts");
    const bob = await stage.member("bob_looks_in");
    await alice.opens_new_room("Reading garden");
    await alice.says("before you came");
    await alice.sees_messages(["before you came"]);

    const address = new URL(alice.page.url()).pathname;
    let looked_up = 0;
    bob.page.on("request", (request) => {
      if (request.url().endsWith(`/api/v1/rooms/${address.split("/").at(-1) ?? ""}`)) looked_up += 1;
    });
    await bob.page.goto(address);
    await bob.sees(en.rooms.preview);
    await bob.sees_messages(["before you came"]);
    await alice.says("while you look");
    await bob.sees_messages(["before you came", "while you look"]);
    await alice.chooses(en.rooms.actions, en.governing.settings);
    await alice.page.getByLabel(en.rooms.create_name, { exact: true }).fill("Walled garden");
    await alice.button(en.governing.save).click();
    await alice.page.keyboard.press("Escape");
    await bob.page.getByRole("heading", { level: 1, name: "Walled garden", exact: true }).waitFor();
    await bob.passes_axe("a room that one only looks at");

    // Away and back: what was said meanwhile comes by itself.
    bob.watch.outage = true;
    await bob.offline(true);
    await bob.page.locator("[data-connection]").waitFor();
    await alice.says("while you were away");
    await bob.offline(false);
    const heard = ["before you came", "while you look", "while you were away"];
    await bob.sees_messages(heard);
    await bob.page.locator("[data-connection]").waitFor({ state: "detached" });
    bob.watch.outage = false;

    // Another room, and back.
    await bob.page.getByRole("link", { name: "lobby" }).first().click();
    await bob.sees_room("lobby");
    await alice.says("while you were elsewhere");
    await bob.page.goBack();
    heard.push("while you were elsewhere");
    await bob.sees_messages(heard);
    assert.equal(looked_up, 3, "once for each coming and once for the new connection");

    await bob.button(en.rooms.join_room("Walled garden")).click();
    await bob.sees_room("Walled garden");
    await alice.sees(en.happenings.joined(bob.name));
    await bob.sees_messages(heard);
    await alice.says("welcome");
    await bob.says("glad to be here");
    for (const person of [alice, bob]) await person.sees_messages([...heard, "welcome", "glad to be here"]);
    await bob.page.reload();
    await bob.sees_messages([...heard, "welcome", "glad to be here"]);
  }),

  scene("a room turns private under a guest [req-24]", async (stage) => {
    const alice = await stage.member("alice_closes");
    const carol = await stage.member("carol_looks_in");
    await alice.opens_new_room("Greenhouse");
    await alice.says("the door is open");
    await alice.sees_messages(["the door is open"]);
    await carol.page.goto(new URL(alice.page.url()).pathname);
    await carol.sees_messages(["the door is open"]);

    await alice.chooses(en.rooms.actions, en.governing.settings);
    await alice.page.getByRole("radio", { name: en.rooms.private }).check({ force: true });
    await alice.button(en.governing.save).click();
    await carol.sees(en.places.lost_title.closed);
    await carol.passes_axe("a room that turned private under a guest");
    await alice.page.keyboard.press("Escape");
    await alice.says("now it is closed");
    await alice.sees_messages(["the door is open", "now it is closed"]);
    const seen = await carol.page.content();
    assert.ok(!seen.includes("the door is open") && !seen.includes("now it is closed"), "carol sees no more");
  }),

  scene("unread messages are counted where one is not looking, on every device", async (stage) => {
    const alice = await stage.member("alice_counts");
    const bob = await stage.member("bob_counts");
    await alice.opens_new_room("Counting house");
    await bob.joins("Counting house");
    const elsewhere = await bob.second_window();
    stage.keep(elsewhere);
    await elsewhere.page.goto("/");
    await bob.page.goto("/settings");
    await elsewhere.page.goto("/settings");
    await alice.says("one");
    await alice.says("two");
    const badge = elsewhere.page.getByRole("link", { name: `Counting house ${en.rooms.unread(2)}` });
    await badge.waitFor();
    await bob.page.getByRole("link", { name: /Counting house/ }).click();
    await bob.sees_messages(["one", "two"]);
    await badge.waitFor({ state: "detached" });
  }),

  scene("whoever is at the newest message stays there while writing many lines", async (stage) => {
    const alice = await stage.member("alice_longwinded");
    const bob = await stage.member("bob_scribes", { phone: true });
    await alice.opens_new_room("Scriptorium");
    await bob.joins("Scriptorium");
    const said = Array.from({ length: 25 }, (_, line) => `line ${line} of what was said before`);
    for (const line of said) await alice.says(line);
    await bob.sees_messages(said);
    const height = async (): Promise<number> => (await bob.composer().boundingBox())?.height ?? 0;
    const empty = await height();
    await bob.composer().focus();
    for (let line = 0; line < 6; line += 1) {
      await bob.page.keyboard.type(`${line} is a line`);
      await bob.page.keyboard.press("Enter");
      await alice.says(`meanwhile ${line}`);
    }
    await bob.page.getByText("meanwhile 5", { exact: true }).waitFor();
    assert.ok((await height()) > empty + 100, "the field is as high as its text");
    assert.equal(await bob.page.getByRole("button", { name: /new message|Jump to newest/ }).count(), 0);
    const newest = await bob.page.getByText("meanwhile 5", { exact: true }).boundingBox();
    const field = await bob.composer().boundingBox();
    assert.ok(newest !== null && field !== null && newest.y + newest.height <= field.y, "the newest is seen");
    await bob.button(en.chat.send).tap();
    await alice.page.getByText(/5 is a line/).waitFor();
    assert.equal(await height(), empty, "once it is sent the field is a line again");
  }),

  scene("a message that is refused stays, and is sent again when asked", async (stage) => {
    const alice = await stage.person("alice_insists");
    let refusals = 1;
    await alice.page.routeWebSocket(/\/api\/v1\/ws$/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        const frame = JSON.parse(String(message)) as { type: string; id?: string; text?: string };
        if (frame.type !== "message.send" || frame.text !== "please" || refusals === 0)
          return server.send(message);
        refusals -= 1;
        socket.send(
          JSON.stringify({ type: "error", id: frame.id, code: "room/forbidden", detail: "not now" }),
        );
      });
    });
    await alice.register();
    await alice.opens_new_room("Refusals");
    await alice.says("please");
    await alice.page.getByRole("alert").getByText(en.errors["room/forbidden"]).waitFor();
    await alice.says("another");
    await alice.page.locator('article[data-state="sent"]', { hasText: "another" }).waitFor();
    await alice.passes_axe("a message that failed");
    await alice.button(en.chat.retry).click();
    await alice.sees_messages(["another", "please"]);
  }),
];
