/**
 * A transcript's text to its scenarios. One statement per line; a statement
 * whose brackets are open goes on in the next line. The language is described
 * in tests/scenarios/README.md. Pure.
 */
import { tokens_of, TranscriptError, type Token } from "./lexer.ts";
import { parse_act } from "./parse_act.ts";
import { parse_value } from "./parse_value.ts";
import type { Scenario, Step } from "./syntax.ts";
import { Tokens } from "./tokens.ts";

export function parse(file: string, text: string): Scenario[] {
  const scenarios: Scenario[] = [];
  for (const { line, title, tokens } of statements(file, text)) {
    if (title !== undefined) {
      const [, words = "", needs = ""] = /^(.*?)(?:\s*\[([a-z ,]+)\])?$/.exec(title) ?? [];
      scenarios.push({
        file,
        line,
        title: words,
        needs: needs
          .split(",")
          .map((need) => need.trim())
          .filter(Boolean),
        steps: [],
      });
      continue;
    }
    const scenario = scenarios.at(-1);
    if (scenario === undefined) throw new TranscriptError(file, line, "a step before the first `scenario:`");
    scenario.steps.push(...steps_of(new Tokens(file, line, tokens)));
  }
  const empty = scenarios.find(({ steps }) => steps.length === 0);
  if (empty !== undefined) throw new TranscriptError(file, empty.line, `nothing happens in "${empty.title}"`);
  return scenarios;
}

interface Statement {
  line: number;
  title?: string;
  tokens: Token[];
}

function statements(file: string, text: string): Statement[] {
  const found: Statement[] = [];
  let open = 0;
  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    const title = /^scenario:\s*(.+?)\s*$/.exec(content)?.[1];
    if (title !== undefined) {
      if (open > 0) throw new TranscriptError(file, line, "a bracket of the statement before is still open");
      found.push({ line, title, tokens: [] });
      continue;
    }
    const tokens = tokens_of(file, line, content);
    if (tokens.length === 0) continue;
    const before = found.at(-1);
    if (open > 0 && before !== undefined) before.tokens.push(...tokens);
    else found.push({ line, tokens });
    for (const { kind, text: sign } of tokens) {
      if (kind !== "sign") continue;
      if (sign === "{" || sign === "[") open += 1;
      if (sign === "}" || sign === "]") open -= 1;
    }
    if (open < 0) throw new TranscriptError(file, line, "a bracket is closed that was not opened");
  }
  if (open > 0) throw new TranscriptError(file, found.at(-1)?.line ?? 1, "a bracket is never closed");
  return found;
}

const heads = new Set(["room", "private", "outsider", "people", "admin", "device", "tab"]);

function steps_of(from: Tokens): Step[] {
  const first = from.peek();
  if (first?.kind !== "word") throw from.wrong("expected who or what");
  if (from.sees("let")) return [parse_let(from)];
  if (!heads.has(first.text)) return [parse_act(from)];
  const steps: Step[] = [];
  while (from.more) steps.push(...parse_head(from));
  return steps;
}

function parse_let(from: Tokens): Step {
  from.needs("let");
  const name = from.take("word", "a name").text;
  from.needs(":");
  const value = parse_value(from);
  from.end();
  return { do: "let", line: from.line, name, value };
}

/** `room r1: alice bob`, `outsider: mallory`, `device: alice/phone`; several may stand in one line. */
function parse_head(from: Tokens): Step[] {
  const { line } = from;
  const head = from.take("word", "room, private, outsider, people, admin, device or tab").text;
  if (!heads.has(head)) throw from.wrong(`${head} cannot stand here; expected another declaration`);
  const room = head === "room" || head === "private" ? from.take("word", "the room's name").text : "";
  from.needs(":");
  const names: string[] = [];
  while (from.peek()?.kind === "word" && !is_head(from)) names.push(from.take("word", "a name").text);
  if (names.length === 0) throw from.wrong("expected names");
  switch (head) {
    case "room":
      return [{ do: "room", line, name: room, visibility: "public", people: names }];
    case "private":
      return [{ do: "room", line, name: room, visibility: "private", people: names }];
    case "device":
    case "tab":
      return names.map((actor) => ({ do: "device", line, actor, shares_session: head === "tab" }));
    default:
      return [{ do: "people", line, names, admins: head === "admin" }];
  }
}

function is_head(from: Tokens): boolean {
  return heads.has(from.peek()?.text ?? "") && (from.sees(":", 1) || from.sees(":", 2));
}
