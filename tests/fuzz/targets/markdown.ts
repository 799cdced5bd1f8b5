/**
 * A message's text, from whoever wrote it to the tree that the page draws. The bytes are the text, but for U+001E:
 * what stands between two of them comes again and again, half as long as a message may be, so that an input of a
 * few bytes can say what is slow or large.
 */
import { require_all_of_markdown } from "../../../web/src/features/chat/markdown_properties.ts";

const LENGTH_AT_MOST = 2_000;

function message_of(input: string): string {
  const parts = input.split("\u001e");
  const repeated = parts.filter((part, index) => index % 2 === 1 && part !== "");
  const room = (LENGTH_AT_MOST - parts.join("").length) / repeated.length;
  return parts
    .map((part, index) =>
      index % 2 === 1 && part !== "" ? part.repeat(1 + Math.max(0, Math.floor(room / part.length))) : part,
    )
    .join("");
}

export function run(input: string): void {
  require_all_of_markdown(message_of(input));
}
