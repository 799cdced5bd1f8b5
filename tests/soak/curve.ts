/** The curve of a run as a picture that is read on a light and on a dark page alike. Pure. */
import type { Sample } from "./sample.ts";

interface Panel {
  title: string;
  lines: readonly { name: string; of: (sample: Sample) => number }[];
}

const panels: readonly Panel[] = [
  {
    title: "memory, MiB",
    lines: [
      { name: "server, resident", of: ({ rss_mib }) => rss_mib },
      { name: "Redis", of: ({ redis_mib }) => redis_mib },
    ],
  },
  {
    title: "open at once",
    lines: [
      { name: "descriptors", of: ({ descriptors }) => descriptors },
      { name: "keys in Redis", of: ({ redis_keys }) => redis_keys },
    ],
  },
  {
    title: "milliseconds to the acknowledgement",
    lines: [{ name: "p99 of 15 s", of: ({ p99_ms }) => p99_ms }],
  },
];

const WIDTH = 760;
const PANEL = 150;
const [LEFT, RIGHT, TOP, BOTTOM] = [48, 12, 28, 24];

/** The next of 1, 2, 5, 10, 20 … */
function round_up(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function panel_of(
  { title, lines }: Panel,
  index: number,
  samples: readonly Sample[],
  minutes: number,
): string[] {
  const [top, base] = [index * PANEL + TOP, (index + 1) * PANEL - BOTTOM];
  const most = round_up(Math.max(1, ...lines.flatMap(({ of }) => samples.map(of))));
  const x = (minute: number): string =>
    (LEFT + ((WIDTH - LEFT - RIGHT) * minute) / Math.max(minutes, 0.01)).toFixed(1);
  const y = (value: number): string => (base - ((base - top) * value) / most).toFixed(1);
  const out = [`<text x="${LEFT}" y="${top - 10}" class="title">${title}</text>`];
  for (const value of [0, most / 2, most])
    out.push(
      `<path class="grid" d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}"/>`,
      `<text x="${LEFT - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${value}</text>`,
    );
  for (let quarter = 0; quarter <= 4; quarter += 1)
    out.push(
      `<text x="${x((minutes * quarter) / 4)}" y="${base + 16}" text-anchor="middle">${Number(((minutes * quarter) / 4).toFixed(1))}</text>`,
    );
  for (const [number, { name, of }] of lines.entries()) {
    const points = samples.map((sample) => `${x(sample.minute)},${y(of(sample))}`).join(" ");
    const legend = WIDTH - RIGHT - (lines.length - number) * 150;
    out.push(
      `<polyline class="line${number}" points="${points}"/>`,
      `<path class="line${number}" d="M${legend} ${top - 14}h18"/>`,
      `<text x="${legend + 24}" y="${top - 10}">${name}</text>`,
    );
  }
  return out;
}

export function curve(samples: readonly Sample[], minutes: number): string {
  const height = panels.length * PANEL;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="What the server held over ${minutes} minutes of load">`,
    "<style>",
    "text{font:11px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;fill:#24292f}",
    ".grid{stroke:#8c959f;stroke-opacity:.35}polyline,path{fill:none;stroke-width:1.5}",
    ".line0{stroke:#0969da}.line1{stroke:#bc4c00}",
    "@media(prefers-color-scheme:dark){text{fill:#9198a1}.title{fill:#e6edf3}.line0{stroke:#58a6ff}.line1{stroke:#f0883e}}",
    "</style>",
    ...panels.flatMap((panel, index) => panel_of(panel, index, samples, minutes)),
    "</svg>",
  ].join("\n")}\n`;
}
