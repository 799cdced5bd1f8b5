/** The colours of authors and words keep their contrast on every ground, and differ for every eye. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

type Colour = readonly [number, number, number];

const sheet = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const [light = "", dark = ""] = sheet.split('[data-theme="dark"]');

function colours(of: string): Map<string, string> {
  return new Map(
    [...of.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** Linear-light sRGB. */
function linear(hex: string): Colour {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((place) => {
    const part = Number.parseInt(hex.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [a, b]
    .map((hex) => {
      const [red, green, blue] = linear(hex);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

type Matrix = readonly [Colour, Colour, Colour];
/** Machado, Oliveira, Fernandes 2009, severity 1. */
const EYES: Record<string, Matrix> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function seen(colour: Colour, [r, g, b]: Matrix): Colour {
  const row = (factors: Colour): number =>
    Math.max(0, factors[0] * colour[0] + factors[1] * colour[1] + factors[2] * colour[2]);
  return [row(r), row(g), row(b)];
}

/** Björn Ottosson's Oklab. */
function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe.each([
  ["light", colours(light)],
  ["dark", colours(dark.split("@media")[0] ?? "")],
])("%s", (_, palette) => {
  const grounds = ["paper", "paper-deep", "raised"].map((name) => palette.get(name) ?? "");
  const authors = [...palette].filter(([name]) => name.startsWith("author-"));

  test("has every author's colour", () => {
    expect(authors.length).toBe(8);
  });

  test.each(["ink", "ink-soft", "accent-text", ...authors.map(([name]) => name)])(
    "%s is readable everywhere",
    (name) => {
      for (const ground of grounds)
        expect(contrast(palette.get(name) ?? "", ground)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each([
    ["on-accent", "accent"],
    ["on-wash", "wash"],
    ["on-wash", "danger-ground"],
  ])("%s is readable on %s", (words, ground) => {
    expect(contrast(palette.get(words) ?? "", palette.get(ground) ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(EYES))("authors differ for %s eyes", (_eye, matrix) => {
    const all = authors.map(([, hex]) => oklab(seen(linear(hex), matrix)));
    all.forEach((one, place) => {
      for (const other of all.slice(place + 1)) {
        expect(Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])).toBeGreaterThan(0.04);
      }
    });
  });
});
