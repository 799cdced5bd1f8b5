/** What was measured as Markdown: facts, one table per measurement, and its place in docs/benchmarks.md. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Measure, Row } from "./measure.ts";

/** Of one measurement: what its rounds found, or why it broke off. */
export interface Outcome {
  results: unknown[];
  seconds: number;
  failure?: string;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const verdict = ({ met }: Row): string => (met === undefined ? "" : met ? "yes" : "**no**");

export function rows_of({ rows }: Measure, { results, failure }: Outcome): Row[] {
  const broken =
    failure === undefined ? [] : [{ what: "broke off", figures: failure, must: "to end", met: false }];
  return [...(results.length === 0 ? [] : rows(results)), ...broken];
}

function section(measure: Measure, outcome: Outcome): string[] {
  const rows = rows_of(measure, outcome);
  const lines = [`### ${measure.title}`, ""];
  if (rows.length > 0) {
    lines.push("| what | figures | must | met |", "|---|---|---|---|");
    for (const row of rows)
      lines.push(`| ${[row.what, row.figures, row.must ?? "", verdict(row)].map(cell).join(" | ")} |`);
    lines.push("");
  }
  const more = outcome.results.length === 0 ? [] : (measure.more?.(outcome.results) ?? []);
  return more.length === 0 ? lines : [...lines, ...more, ""];
}

export function table(
  facts: Readonly<Record<string, string>>,
  measured: readonly (readonly [Measure, Outcome])[],
): string {
  const lines = ["| machine, versions | |", "|---|---|"];
  for (const [name, value] of Object.entries(facts)) lines.push(`| ${cell(name)} | ${cell(value)} |`);
  const musts = measured
    .flatMap(([measure, outcome]) => rows_of(measure, outcome))
    .filter(({ must }) => must);
  lines.push("", `${musts.filter(({ met }) => met).length} of ${musts.length} musts met.`, "");
  for (const [measure, outcome] of measured) lines.push(...section(measure, outcome));
  return lines.join("\n").trimEnd();
}

const marks_of_figures = ["<!-- figures -->", "<!-- end of figures -->"] as const;

/** Puts the table between the two marks of the document, whose other words are written by hand. */
export function write_into(
  path: string,
  text: string,
  [begin, end]: readonly [string, string] = marks_of_figures,
): void {
  const old = existsSync(path) ? readFileSync(path, "utf8") : `# Benchmarks\n\n${begin}\n${end}\n`;
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks ${begin} and ${end}`);
  writeFileSync(path, `${old.slice(0, from + begin.length)}\n${text}\n${old.slice(to)}`);
}
