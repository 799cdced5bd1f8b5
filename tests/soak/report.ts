/** Puts a run's figures into docs/operations.md and its curve into docs/soak.svg: `node tests/soak/report.ts FILE`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { write_into } from "../bench/report.ts";
import { product } from "../server/place.ts";
import { columns } from "./columns.ts";
import { curve } from "./curve.ts";
import type { Sample } from "./sample.ts";
import type { Course } from "./soak.ts";
import { growth } from "./trend.ts";

const ROW_EVERY_MINUTES = 5;

/** The first look of each stretch's end; a short run shows all of its looks. */
function rows(samples: readonly Sample[], minutes: number): Sample[] {
  if (minutes <= ROW_EVERY_MINUTES) return [...samples];
  const wanted = Array.from(
    { length: Math.floor(minutes / ROW_EVERY_MINUTES) },
    (_, index) => (index + 1) * ROW_EVERY_MINUTES,
  );
  return wanted.flatMap((minute) => samples.find((sample) => sample.minute >= minute - 0.05) ?? []);
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const cells = (sample: Sample): string[] => columns.map(({ of }) => of(sample));

function table({ before, samples, after, minutes }: Course): string[] {
  const named = (name: string, sample: Sample): string => line([name, ...cells(sample).slice(1)]);
  return [
    line(columns.map(({ head }) => head)),
    line(columns.map(() => "--:")),
    named("before", before),
    ...rows(samples, minutes).map((sample) => line(cells(sample))),
    ...(after === undefined ? [] : [named("all have left", after)]),
  ];
}

function sentence({ seed, minutes, machine }: Course): string {
  const of = (name: string): string => machine[name] ?? "unknown";
  return `${minutes} minutes (seed ${seed}) on ${of("processor")}, ${of("memory")}, kernel ${of("kernel")}, with ${of("Postgres")}, ${of("Redis")} and everybody who talks on the same cores; commit ${of("commit")}, ${of("date")}.`;
}

/** What the soak's tests have bounds for, as it was. */
function trend({ samples, minutes }: Course): string {
  const grown = (of: (sample: Sample) => number): string =>
    `${growth(samples.map((sample) => ({ x: sample.minute, y: of(sample) }))).toFixed(1)} MiB`;
  return `By the line through the last three quarters the server's memory changes by ${grown(({ rss_mib }) => rss_mib)} in ${minutes} minutes, and that of Redis by ${grown(({ redis_mib }) => redis_mib)}.`;
}

const file = process.argv[2];
if (file === undefined)
  throw new Error("which file? A run leaves soak.json in TEST_OUTPUT_DIR, or .dev/test");
const course = JSON.parse(readFileSync(file, "utf8")) as Course;
writeFileSync(join(product.root, "docs/soak.svg"), curve(course.samples, course.minutes));
const text = [
  sentence(course),
  trend(course),
  "",
  "![Memory, descriptors, keys and latency over the run](soak.svg)",
  "",
  ...table(course),
].join("\n");
write_into(join(product.root, "docs/operations.md"), text, ["<!-- soak -->", "<!-- end of soak -->"]);
