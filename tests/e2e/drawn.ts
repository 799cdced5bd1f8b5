/** A message as the page has drawn it, element by element, and as its tree says that it is to be drawn: one notation for both. */
import type { Block, Inline } from "../../web/src/features/chat/markdown.ts";

const element = (name: string, children: readonly string[]): string => `${name}[${children.join(" ")}]`;
/** What is side by side is one text, and an empty one is none. */
const literals = (texts: readonly string[]): string[] => {
  const whole = texts.join("");
  return whole === "" ? [] : [JSON.stringify(whole)];
};

function inlines(children: readonly Inline[]): string[] {
  const parts: string[] = [];
  let side_by_side: string[] = [];
  for (const child of children) {
    if (child.kind === "text") {
      side_by_side.push(child.text);
      continue;
    }
    parts.push(...literals(side_by_side), inline(child));
    side_by_side = [];
  }
  return [...parts, ...literals(side_by_side)];
}

const inline_names = { strong: "strong", emphasis: "em", struck: "s" } as const;

function inline(child: Exclude<Inline, { kind: "text" }>): string {
  if (child.kind === "code") return element("code", literals([child.text]));
  if (child.kind === "break") return element("br", []);
  if (child.kind === "link") return element(`a ${child.href}`, inlines(child.children));
  return element(inline_names[child.kind], inlines(child.children));
}

function block(each: Block): string {
  switch (each.kind) {
    case "paragraph":
    case "heading":
      return element("p", inlines(each.children));
    case "code":
      return element("pre", [element("code", literals([each.text]))]);
    case "quote":
      return element("blockquote", each.children.map(block));
    case "list": {
      const items = each.items.map((item) => element("li", item.map(block)));
      return element(each.ordered ? `ol ${each.start}` : "ul", items);
    }
    case "table": {
      const row = (name: string, cells: readonly (readonly Inline[])[]): string =>
        element(
          "tr",
          cells.map((cell) => element(name, inlines(cell))),
        );
      const body = each.rows.map((cells) => row("td", cells));
      return element("div", [
        element("table", [element("thead", [row("th", each.head)]), element("tbody", body)]),
      ]);
    }
    case "rule":
      return element("hr", []);
    default:
      return each satisfies never;
  }
}

/** As this tree has to look. */
export const to_be_drawn = (blocks: readonly Block[]): string => blocks.map(block).join(" ");

/** As it stands in the page, which runs this: null for a message that is not there. Nothing from outside may be used in it. */
export function drawn(seqs: readonly number[]): (string | null)[] {
  const parts_of = (parent: Element): string => {
    const parts: string[] = [];
    let side_by_side = "";
    const end_text = (): void => {
      if (side_by_side !== "") parts.push(JSON.stringify(side_by_side));
      side_by_side = "";
    };
    for (const child of parent.childNodes) {
      if (child instanceof Text) side_by_side += child.data;
      if (!(child instanceof Element)) continue;
      end_text();
      const link = child instanceof HTMLAnchorElement ? ` ${child.getAttribute("href") ?? ""}` : "";
      const start = child instanceof HTMLOListElement ? ` ${child.start}` : "";
      parts.push(`${child.localName}${link}${start}[${parts_of(child)}]`);
    }
    end_text();
    return parts.join(" ");
  };
  return seqs.map((seq) => {
    const text = document.querySelector(`article[data-seq="${seq}"] > div > div`);
    return text === null ? null : parts_of(text);
  });
}
