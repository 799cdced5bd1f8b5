/**
 * What holds of the tree of every text (requirement 43), whatever wrote it: the tests try texts at random, the
 * fuzz target `markdown` searches for one that breaks something. Pure; throws what is broken. The page never loads it.
 */
import { parse_markdown, type Block, type Inline } from "./markdown.ts";

/** What each kind may carry beside its kind. A kind that is missing here is one that nobody has looked at. */
const CARRIES: Record<Block["kind"] | Inline["kind"], readonly string[]> = {
  paragraph: ["children"],
  heading: ["children"],
  quote: ["children"],
  list: ["ordered", "start", "items"],
  table: ["head", "rows"],
  rule: [],
  code: ["text", "language"],
  text: ["text"],
  break: [],
  strong: ["children"],
  emphasis: ["children"],
  struck: ["children"],
  link: ["href", "children"],
};

const DEPTH_AT_MOST = 48;

interface Seen {
  elements: number;
  addresses: number;
  /** What a reader sees of what was written: no address that stands for a missing name. */
  shown: string;
  /** Where the tree may leave out what was written: addresses and titles, cells too many, what follows a fence. */
  hides: boolean;
}

function require(holds: boolean, promise: string, found: unknown): void {
  if (!holds) throw new Error(`${promise}: ${JSON.stringify(found).slice(0, 400)}`);
}

function parts_of(node: Block | Inline): readonly (Block | Inline)[] {
  if (node.kind === "list") return node.items.flat();
  if (node.kind === "table") return [...node.head.flat(), ...node.rows.flat(2)];
  return "children" in node ? node.children : [];
}

/** Items, rows and cells become elements as well. */
function elements_of(node: Block | Inline): number {
  if (node.kind === "list") return 1 + node.items.length;
  if (node.kind === "table") return 2 + node.head.length + node.rows.length + node.rows.flat(1).length;
  return 1;
}

function require_address(href: string, found: unknown): void {
  const url = new URL(href);
  require(["http:", "https:", "mailto:"].includes(url.protocol), "a link leads nowhere else", found);
  require(url.href === href, "an address is whole and in its normal form", found);
}

/** The picture without a name is called by its address, which nobody may have written like that. */
function is_nameless(node: Inline): boolean {
  if (node.kind !== "link") return false;
  const [only, ...others] = node.children;
  return (
    others.length === 0 &&
    only?.kind === "text" &&
    URL.canParse(only.text) &&
    new URL(only.text).href === node.href
  );
}

function look_at(node: Block | Inline, depth: number, seen: Seen): void {
  require(node.kind in CARRIES, "every kind is listed", node);
  for (const [name, value] of Object.entries(node)) {
    if (name === "kind") continue;
    require(CARRIES[node.kind].includes(name), "nothing is carried that is not listed", node);
    if (name === "text" || name === "href") require(typeof value === "string", "text is text", node);
  }
  require(depth < DEPTH_AT_MOST, "nesting ends", depth);
  if (node.kind === "list")
    require(Number.isSafeInteger(node.start), "a list starts with a number", node.start);
  if (node.kind === "code" && "language" in node)
    require(/^\S{0,24}$/.test(node.language ?? ""), "a language is a word", node.language);
  seen.elements += elements_of(node);
  if (node.kind === "link") {
    require_address(node.href, node);
    seen.addresses += node.href.length;
  }
  if (node.kind === "link" || node.kind === "table" || (node.kind === "code" && "language" in node))
    seen.hides = true;
  if ("text" in node) seen.shown += node.text;
  if (is_nameless(node as Inline)) seen.elements += 1;
  else for (const part of parts_of(node)) look_at(part, depth + 1, seen);
}

/** Is one text left when signs of the other one are crossed out? */
function stands_in(part: string, whole: string): boolean {
  let at = 0;
  for (const sign of part) {
    at = whole.indexOf(sign, at) + sign.length;
    if (at < sign.length) return false;
  }
  return true;
}

const letters = (text: string): string => text.replaceAll(/\P{L}/gu, "");
const task = /\[[xX]\]/;

/** Throws unless all of it holds of this text. */
export function require_all_of_markdown(text: string): void {
  const seen: Seen = { elements: 0, addresses: 0, shown: "", hides: task.test(text) };
  for (const block of parse_markdown(text)) look_at(block, 0, seen);
  const { elements, addresses, shown } = seen;
  require(elements <= 3 * text.length + 8, "a tree grows with its text", { elements, length: text.length });
  // An address may be written with signs that nine of its own stand for, and stand in several links.
  require(addresses <= 12 * text.length + 32_000, "addresses grow with their text", {
    addresses,
    length: text.length,
  });
  // The boxes of tasks are ours; white space may become other white space.
  const own = shown.replaceAll(/[☑☐\s]/g, "");
  require(stands_in(own, text), "nothing is shown that was not written, in its order", { shown, text });
  if (!seen.hides)
    require(letters(shown) === letters(text), "every letter that was written is shown", { shown, text });
}
