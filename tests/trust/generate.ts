/**
 * Writes docs/trust.md: every promise and requirement with the tests that
 * carry its number. `--check` writes nothing and fails when the committed page
 * says something else, or when a test names a number that nobody has given.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tests_of, type NamedTest } from "./sources.ts";

type Texts = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, "../..");
const page = "docs/trust.md";

function data(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
}

const groups = data("promises.json") as Readonly<Record<string, Texts>>;
/** What a number waits for, all of it or the rest. */
const comes_with = data("comes_with.json") as Texts;
const known = new Set(Object.values(groups).flatMap((texts) => Object.keys(texts)));

const introduction = `<!-- GENERATED from tests/trust/*.json and the names of the tests by tests/trust/generate.ts: change those. -->
# What is promised, and which tests hold it

A test that holds a promise or a requirement carries its number in its name: \`[P7]\`, \`[req-33]\`. This page is made from
those names (\`npm run trust\`); \`tests/check_tree\` fails when it is out of date and when a test names a number that is not
here. A name with … is filled in while the test runs. [CONTRIBUTING.md](../CONTRIBUTING.md) says what each suite is; the
requirements follow OWASP ASVS 5.0.`;

function tests_by_file(tests: readonly NamedTest[]): string[] {
  const files = [...new Set(tests.map(({ file }) => file))];
  return files.map((wanted) => {
    const names = tests.filter(({ file }) => file === wanted).map(({ name }) => name);
    return `- [${wanted}](../${wanted}): ${[...new Set(names)].join(" · ")}`;
  });
}

function entry(number: string, text: string, tests: readonly NamedTest[]): string {
  const later = comes_with[number];
  const lines = [`**${number}** ${text}`, ""];
  if (tests.length > 0) lines.push(...tests_by_file(tests));
  if (tests.length > 0 && later !== undefined) lines.push(`- the rest comes with ${later}`);
  if (tests.length === 0)
    lines.push(later === undefined ? "- **no test yet**" : `- no test yet: comes with ${later}`);
  return lines.join("\n");
}

function written(tests: readonly NamedTest[]): string {
  const holding = (number: string): NamedTest[] => tests.filter(({ numbers }) => numbers.includes(number));
  const open = [...known].filter((number) => holding(number).length === 0);
  const count = `${known.size - open.length} of ${known.size} have tests; without any: ${open.join(", ") || "none"}.`;
  const sections = Object.entries(groups).map(([title, texts]) =>
    [
      `## ${title}`,
      ...Object.entries(texts).map(([number, text]) => entry(number, text, holding(number))),
    ].join("\n\n"),
  );
  return `${[introduction, count, ...sections].join("\n\n")}\n`;
}

function unknown_numbers(tests: readonly NamedTest[]): string[] {
  return tests.flatMap(({ file, line, numbers, malformed }) =>
    [...numbers.filter((number) => !known.has(number)), ...malformed].map(
      (number) => `${file}:${line}: [${number}] is no promise and no requirement`,
    ),
  );
}

const tests = tests_of(root);
const wrong = unknown_numbers(tests);
for (const number of Object.keys(comes_with))
  if (!known.has(number)) wrong.push(`tests/trust/comes_with.json: nothing is called ${number}`);
const text = written(tests);
if (!process.argv.includes("--check")) {
  writeFileSync(join(root, page), text);
} else if (readFileSync(join(root, page), "utf8") !== text) {
  wrong.push(`${page} is out of date: npm run trust writes it`);
}
for (const line of wrong) console.log(line);
process.exit(wrong.length > 0 ? 1 : 0);
