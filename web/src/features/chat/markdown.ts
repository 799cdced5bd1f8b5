/**
 * Message text to a small tree of what a message may contain. Pure: no markup
 * strings anywhere, so nothing that somebody wrote can become an element that
 * is not listed here. Raw HTML stays visible text; pictures become links.
 */
import { Lexer, type Token, type Tokens } from "marked";
import { BoundedTokenizer, DEPTH_AT_MOST } from "./bounded_tokenizer.ts";
import { safe_link } from "./safe_link.ts";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "break" }
  | { kind: "strong" | "emphasis" | "struck"; children: readonly Inline[] }
  | { kind: "link"; href: string; children: readonly Inline[] };

export type Block =
  | { kind: "paragraph" | "heading"; children: readonly Inline[] }
  | { kind: "code"; text: string; language: string | undefined }
  | { kind: "quote"; children: readonly Block[] }
  | { kind: "list"; ordered: boolean; start: number; items: readonly (readonly Block[])[] }
  | { kind: "table"; head: readonly (readonly Inline[])[]; rows: readonly (readonly (readonly Inline[])[])[] }
  | { kind: "rule" };

export function parse_markdown(text: string): readonly Block[] {
  try {
    const lexer = new Lexer({ gfm: true, breaks: true, tokenizer: new BoundedTokenizer() });
    return blocks(lexer.lex(text), 0);
  } catch {
    // No text is known that ends the lexer; should there be one, it is shown as it was typed.
    return [{ kind: "paragraph", children: lines(text) }];
  }
}

function lines(text: string): Inline[] {
  const shown: Inline[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) shown.push({ kind: "break" });
    if (line !== "") shown.push({ kind: "text", text: line });
  }
  return shown;
}

function blocks(tokens: readonly Token[], depth: number): Block[] {
  return tokens.flatMap((token) => block(token, depth));
}

function block(token: Token, depth: number): Block[] {
  if (depth > DEPTH_AT_MOST) return [{ kind: "paragraph", children: lines(token.raw) }];
  switch (token.type) {
    case "space":
    case "def":
      return token.type === "def" ? [{ kind: "paragraph", children: lines(token.raw.trimEnd()) }] : [];
    case "heading":
      return [{ kind: "heading", children: inlines(token.tokens, depth) }];
    case "paragraph":
    case "text":
      return [
        {
          kind: "paragraph",
          children: token.tokens === undefined ? lines(plain(token)) : inlines(token.tokens, depth),
        },
      ];
    case "code": {
      const code = token as Tokens.Code;
      // A fence around nothing is somebody's row of signs.
      if (code.text.trim() === "") return [{ kind: "paragraph", children: lines(code.raw.trimEnd()) }];
      return [{ kind: "code", text: code.text, language: language_of(code) }];
    }
    case "blockquote":
      return [{ kind: "quote", children: blocks(token.tokens ?? [], depth + 1) }];
    case "list": {
      const list = token as Tokens.List;
      const items = list.items.map((item) => blocks(without_checkbox(item), depth + 1));
      return [{ kind: "list", ordered: list.ordered, start: Number(list.start) || 1, items }];
    }
    case "table": {
      const table = token as Tokens.Table;
      const cell = (each: Tokens.TableCell): Inline[] => inlines(each.tokens, depth);
      return [{ kind: "table", head: table.header.map(cell), rows: table.rows.map((row) => row.map(cell)) }];
    }
    case "hr":
      return [{ kind: "rule" }];
    default:
      return [{ kind: "paragraph", children: lines(token.raw.replace(/\n+$/, "")) }];
  }
}

function inlines(tokens: readonly Token[] | undefined, depth: number): Inline[] {
  return (tokens ?? []).flatMap((token) => inline(token, depth + 1));
}

function inline(token: Token, depth: number): Inline[] {
  if (depth > DEPTH_AT_MOST * 2) return lines(token.raw);
  switch (token.type) {
    case "strong":
      return [{ kind: "strong", children: inlines(token.tokens, depth) }];
    case "em":
      return [{ kind: "emphasis", children: inlines(token.tokens, depth) }];
    case "del":
      return [{ kind: "struck", children: inlines(token.tokens, depth) }];
    case "codespan":
      return [{ kind: "code", text: (token as Tokens.Codespan).text }];
    case "br":
      return [{ kind: "break" }];
    case "link":
      return link((token as Tokens.Link).href, inlines(token.tokens, depth), token.raw);
    case "image": {
      const image = token as Tokens.Image;
      return link(image.href, [{ kind: "text", text: image.text || image.href }], image.raw);
    }
    case "text":
      // As it was typed: in `text` the lexer has turned some entities into what they stand for, and others not.
      return token.tokens === undefined ? lines(token.raw) : inlines(token.tokens, depth);
    case "escape":
      return [{ kind: "text", text: (token as Tokens.Escape).text }];
    default:
      return lines(token.raw);
  }
}

function link(href: string, children: Inline[], raw: string): Inline[] {
  const safe = safe_link(href);
  return safe === undefined ? lines(raw) : [{ kind: "link", href: safe, children }];
}

function plain(token: Token): string {
  return "text" in token && typeof token.text === "string" ? token.text : token.raw;
}

function language_of(token: Tokens.Code): string | undefined {
  const language = token.lang?.trim().split(/\s+/)[0];
  return language === undefined || language === "" ? undefined : language.slice(0, 24);
}

function without_checkbox(item: Tokens.ListItem): Token[] {
  if (!item.task) return item.tokens;
  const box = item.checked === true ? "☑ " : "☐ ";
  const sign: Tokens.Text = { type: "text", raw: box, text: box };
  const [first, ...rest] = item.tokens.filter((token) => token.type !== "checkbox");
  if (first === undefined || !("tokens" in first)) return item.tokens;
  return [
    {
      ...first,
      tokens: [sign, ...(first.tokens ?? []).filter((token) => token.type !== "checkbox")],
    },
    ...rest,
  ];
}
