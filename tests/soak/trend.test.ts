import { describe, expect, it } from "vitest";
import { growth, part, slope } from "./trend.ts";

const series = (count: number, of: (x: number) => number) =>
  Array.from({ length: count }, (_, x) => ({ x, y: of(x) }));

describe("whether figures grow", () => {
  it("finds the slope of a line, and none of a level one", () => {
    expect(slope(series(10, (x) => 3 * x + 7))).toBeCloseTo(3);
    expect(slope(series(10, () => 7))).toBe(0);
    expect(slope([{ x: 1, y: 5 }])).toBe(0);
  });

  it("lets the first quarter fill a cache", () => {
    expect(growth(series(240, (x) => Math.min(x, 60)))).toBeCloseTo(0);
  });

  it("counts a leak for the whole run", () => {
    expect(growth(series(241, (x) => 100 + x / 10))).toBeCloseTo(24);
  });

  it("cuts quarters", () => {
    expect(part([1, 2, 3, 4, 5, 6, 7, 8], 0.25, 0.5)).toEqual([3, 4]);
    expect(part([1, 2, 3, 4, 5, 6, 7, 8], 0.75, 1)).toEqual([7, 8]);
  });
});
