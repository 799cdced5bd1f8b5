/**
 * Markdown without what a few characters multiply: quotes and lists inside each other, which the lexer reads again at
 * every level; rows that are filled up to the width of their table; one address that stands in many links. A message
 * of four kilobytes made half a million cells or a megabyte of addresses, on every screen of the room. What is too much
 * stays text. One for each message; knows marked, nothing of the tree.
 */
import { Tokenizer, type Links, type Tokens } from "marked";

/** Of quotes and lists; what is nested deeper is shown as it was typed. */
export const DEPTH_AT_MOST = 8;

/** Of characters, all references of a message together. */
const REFERENCED_AT_MOST = 16_000;

export class BoundedTokenizer extends Tokenizer {
  #open = 0;
  #referenced = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#inside(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#inside(() => super.list(src));
  }

  override table(src: string): Tokens.Table | undefined {
    const [raw = "", , delimiters = "", rows = ""] = this.rules.block.table.exec(src) ?? [];
    const cells = delimiters.split("|").length * rows.split("\n").length;
    // Who writes a cell writes two characters or more.
    return cells > raw.length ? undefined : super.table(src);
  }

  override reflink(src: string, links: Links): Tokens.Link | Tokens.Image | Tokens.Text | undefined {
    const token = super.reflink(src, links);
    if (token === undefined || token.type === "text") return token;
    this.#referenced += token.href.length;
    return this.#referenced > REFERENCED_AT_MOST ? { type: "text", raw: token.raw, text: token.raw } : token;
  }

  #inside<T>(read: () => T | undefined): T | undefined {
    if (this.#open > DEPTH_AT_MOST) return undefined;
    this.#open += 1;
    try {
      return read();
    } finally {
      this.#open -= 1;
    }
  }
}
