import { describe, expect, test } from "vitest";
import { parse_markdown, type Block, type Inline } from "./markdown.ts";

/** All text of a tree, as a reader would see it. */
function visible(nodes: readonly (Block | Inline)[]): string {
  return nodes
    .map((node) => {
      if ("text" in node) return node.text;
      if (node.kind === "break") return "\n";
      if (node.kind === "list") return node.items.map(visible).join("\n");
      if (node.kind === "table")
        return [node.head, ...node.rows].map((row) => row.map(visible).join(" ")).join("\n");
      return "children" in node ? visible(node.children) : "";
    })
    .join("");
}

function links(nodes: readonly (Block | Inline)[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === "list") return node.items.flatMap((item) => links(item));
    const own = node.kind === "link" ? [node.href] : [];
    return "children" in node ? [...own, ...links(node.children)] : own;
  });
}

describe("what a message may contain", () => {
  test("bold, italics, strike, code", () => {
    expect(parse_markdown("**b** *i* ~~s~~ `c`")).toEqual([
      {
        kind: "paragraph",
        children: [
          { kind: "strong", children: [{ kind: "text", text: "b" }] },
          { kind: "text", text: " " },
          { kind: "emphasis", children: [{ kind: "text", text: "i" }] },
          { kind: "text", text: " " },
          { kind: "struck", children: [{ kind: "text", text: "s" }] },
          { kind: "text", text: " " },
          { kind: "code", text: "c" },
        ],
      },
    ]);
  });

  test("code blocks keep every character", () => {
    expect(parse_markdown("```cpp\nif (a < b && c) {}\n```")).toEqual([
      { kind: "code", text: "if (a < b && c) {}", language: "cpp" },
    ]);
  });

  test("lists and quotes", () => {
    const [list, quote] = parse_markdown("3. a\n4. b\n\n> said");
    expect(list).toMatchObject({ kind: "list", ordered: true, start: 3 });
    expect(quote).toMatchObject({ kind: "quote" });
  });

  test("a line break is a line break", () => {
    expect(visible(parse_markdown("one\ntwo"))).toBe("one\ntwo");
  });

  test("tasks keep their boxes as signs", () => {
    expect(visible(parse_markdown("- [x] done\n- [ ] open"))).toBe("☑ done\n☐ open");
  });
});

describe("links", () => {
  test.each([
    ["https://example.org/a?b=1&c=2", ["https://example.org/a?b=1&c=2"]],
    ["[x](https://example.org)", ["https://example.org/"]],
    ["write bob@example.org", ["mailto:bob@example.org"]],
    ["www.example.org", ["http://www.example.org/"]],
    ["![p](https://example.org/p.png)", ["https://example.org/p.png"]],
  ])("%s", (text, expected) => {
    expect(links(parse_markdown(text))).toEqual(expected);
  });

  test.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\u0000script:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/sign-in)",
    "<javascript:alert(x)>",
    "![x](javascript:alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
  ])("%s stays text [req-43]", (text) => {
    expect(links(parse_markdown(text))).toEqual([]);
    expect(visible(parse_markdown(text))).toContain("x");
  });
});

describe("what somebody types on purpose", () => {
  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b>bold</b> &amp; c",
    "&lt;b&gt; isn&#39;t &#x27;b&#x27; &copy;",
    "<!-- gone? -->",
    "``````````",
  ])("%s is shown as it was typed [req-43]", (text) => {
    expect(visible(parse_markdown(text))).toBe(text);
  });

  test.each([
    [">", 4000],
    ["- ", 2000],
    ["1. ", 1300],
    ["[", 4000],
    ["*a_", 1333],
    ["![[", 1300],
    ["`", 4000],
    ["<", 4000],
    ["**a", 1300],
    ["| ", 2000],
    ["a.b@", 1000],
  ])("%s, again and again, is read quickly [req-43]", (piece, times) => {
    const started = performance.now();
    parse_markdown(piece.repeat(times));
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test.each([">", "- ", "> - "])("%s above a line that goes on is read quickly [req-43]", (piece) => {
    const started = performance.now();
    parse_markdown(`${piece.repeat(3900 / piece.length)}a b\nc > d\n e > f\n`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("deep nesting ends somewhere", () => {
    const depth = (nodes: readonly Block[]): number =>
      Math.max(0, ...nodes.map((node) => (node.kind === "quote" ? 1 + depth(node.children) : 0)));
    expect(depth(parse_markdown("> ".repeat(200) + "x"))).toBeLessThan(12);
  });

  test("a table has no more cells than there are signs in it [req-43]", () => {
    const wide = `${"a|".repeat(500)}\n${"-|".repeat(500)}\n${"x\n".repeat(999)}`;
    expect(parse_markdown(wide)).toMatchObject([{ kind: "paragraph" }]);
    expect(visible(parse_markdown(wide))).toBe(wide.trimEnd());
    expect(parse_markdown("|a|b|c|\n|-|-|-|\n|d\n|e")).toMatchObject([{ kind: "table" }]);
  });

  test("an address that stands in many links is not carried by all of them [req-43]", () => {
    const address = `https://example.org/${"a".repeat(1900)}`;
    const found = links(parse_markdown(`[a]: ${address}\n\n${"[a]".repeat(600)}`));
    expect(found).toEqual(Array.from({ length: found.length }, () => address));
    expect(found.length).toBeGreaterThan(4);
    expect(found.length).toBeLessThan(10);
    expect(visible(parse_markdown(`[a]: ${address}\n\n${"[a]".repeat(20)}`))).toMatch(/\[a\]$/);
  });
});
