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

  scene("who is no member of a private room never sees it", async (stage) => {
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
