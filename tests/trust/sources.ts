/**
 * The tests' names as their sources have them, and the numbers in brackets
 * that they carry. A name that is put together while the tests run is shown
 * with … for what is filled in. Pure, but for reading the files.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface NamedTest {
  file: string;
  line: number;
  /** Without the numbers. */
  name: string;
  /** P7, req-33. */
  numbers: string[];
  /** What stands in brackets and looks like a number, and is none. */
  malformed: string[];
}

interface Title {
  line: number;
  text: string;
}

const patterns = [
  "tests/unit/**/test_*.cpp",
  "tests/integration/**/test_*.cpp",
  "tests/scenarios/*.chat",
  "tests/{scenarios,matrix,http,api_docs,e2e,history,containers,conformance,injection,server,soak,timing,two_hops,under_fire}/**/*.ts",
  "{web,tests/unit}/**/*.test.{ts,tsx,mjs}",
  "tests/fuzz/dict/*.dict",
  "tests/history/broken/*.patch",
  "tests/check_tree",
];

/** What reads titles is tested with titles of no tests. */
const examples = new Set(["tests/scenarios/runner_tests.ts"]);

const line_of = (text: string, at: number): number => text.slice(0, at).split("\n").length;

/** TEST_CASE("a name " "that goes on", "[tags]") */
function titles_of_catch2(text: string): Title[] {
  return [...text.matchAll(/^TEST_CASE\(\s*((?:"(?:\\.|[^"\\])*"\s*)+)/gm)].map(
    ({ 1: literals = "", index }) => ({
      line: line_of(text, index),
      text: [...literals.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, part = ""]) => part).join(""),
    }),
  );
}

function titles_of_transcripts(text: string): Title[] {
  return [...text.matchAll(/^scenario:\s*(.+?)\s*$/gm)].map(({ 1: title = "", index }) => ({
    line: line_of(text, index),
    text: title,
  }));
}

/** Of literals, those with a number: every other one may be anything. */
function titles_of_script(text: string): Title[] {
  const literal = /(["'`])((?:\\.|(?!\1).)*?\[(?:P\d|req)(?:\\.|(?!\1).)*)\1/;
  return text.split("\n").flatMap((content, index) => {
    if (/^\s*(\/\/|\/?\*)/.test(content)) return [];
    const title = literal.exec(content)?.[2];
    return title === undefined ? [] : [{ line: index + 1, text: title.replaceAll(/\$\{[^}]*\}/g, "…") }];
  });
}

/** A fuzz target has no name but its file's: its dictionary opens with what the target holds. */
function titles_of_dictionary(text: string): Title[] {
  const title = /^# (fuzz: .+)\n/.exec(text)?.[1];
  return title === undefined ? [] : [{ line: 1, text: title }];
}

/** A build that breaks promises on purpose is the test that they are held. */
function titles_of_patch(text: string): Title[] {
  const field = (name: string): string => new RegExp(`^${name}: (.+)$`, "m").exec(text)?.[1] ?? "";
  return [{ line: 1, text: `caught: ${field("What")} [${field("Promises")}]` }];
}

function titles_of(file: string, text: string): Title[] {
  if (file.endsWith(".dict")) return titles_of_dictionary(text);
  if (file.endsWith(".patch")) return titles_of_patch(text);
  if (file.endsWith(".cpp")) return titles_of_catch2(text);
  if (file.endsWith(".chat")) return titles_of_transcripts(text);
  return titles_of_script(text);
}

const is_number = (word: string): boolean => /^(P|req-)[1-9]\d*$/.test(word);

/** [P7], [req-33] or several in one pair of brackets. A bare [33] is a number that has lost its kind. */
export function read_title(text: string): Pick<NamedTest, "name" | "numbers" | "malformed"> {
  const words = [...text.matchAll(/\[((?:P\d|req)[^\]]*|\d+)\]/g)].flatMap(([, inside = ""]) =>
    inside.split(/[ ,]+/),
  );
  return {
    name: text
      .replaceAll(/\s*\[((?:P\d|req)[^\]]*|\d+|[a-z ,]+)\]/g, "")
      .replaceAll(/\\(["'`])/g, "$1")
      .trim(),
    numbers: words.filter(is_number),
    malformed: words.filter((word) => !is_number(word)),
  };
}

export function tests_in(file: string, text: string): NamedTest[] {
  return titles_of(file, text).map((title) => {
    const { name, numbers, malformed } = read_title(title.text);
    return { file, line: title.line, name, numbers, malformed };
  });
}

/** In the order of their files and lines. */
export function tests_of(root: string): NamedTest[] {
  return globSync(patterns, { cwd: root })
    .filter((file) => !examples.has(file))
    .sort()
    .flatMap((file) => tests_in(file, readFileSync(join(root, file), "utf8")));
}
