/** The suite of people in front of browsers: real Chromium, real server, Postgres and Redis. */
import { run_suite } from "../server/suite.ts";
import { account_scenes } from "./account_scenes.ts";
import { admin_scenes } from "./admin_scenes.ts";
import { close_browser } from "./chromium.ts";
import { hostile_scenes } from "./hostile_scenes.ts";
import { invite_scenes } from "./invite_scenes.ts";
import { outage_scenes } from "./outage_scenes.ts";
import { password_scenes } from "./password_scenes.ts";
import { reach_scenes } from "./reach_scenes.ts";
import { room_scenes } from "./room_scenes.ts";
import { stop_shared_server } from "./scene.ts";
import { settings_scenes } from "./settings_scenes.ts";
import { talk_scenes } from "./talk_scenes.ts";
import { text_scenes } from "./text_scenes.ts";

await run_suite(
  [
    ...talk_scenes,
    ...room_scenes,
    ...invite_scenes,
    ...outage_scenes,
    ...account_scenes,
    ...reach_scenes,
    ...text_scenes,
    ...settings_scenes,
    ...admin_scenes,
    ...password_scenes,
    ...hostile_scenes,
  ],
  async () => {
    await close_browser();
    await stop_shared_server();
  },
);
