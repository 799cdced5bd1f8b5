import { expect, test } from "vitest";
import { mann_whitney, median } from "./statistics.ts";

const rising = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

test("the median is in the middle, or between the two that are", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("what alternates is of one kind, what lies beside each other is not", () => {
  const even = rising(0, 200).map((value) => value * 2);
  const odd = even.map((value) => value + 1);
  expect(mann_whitney(even, odd)).toBeGreaterThan(0.9);
  expect(mann_whitney(rising(0, 50), rising(50, 50))).toBeLessThan(1e-6);
  expect(mann_whitney(rising(0, 400), rising(40, 400))).toBeLessThan(0.01);
});

test("p is what tables say", () => {
  // U is 25 of 64: z is 0.735.
  const a = [1, 4, 5, 6, 9, 10, 12, 14];
  const b = [2, 3, 7, 8, 11, 13, 15, 16];
  const below = a.flatMap((x) => b.filter((y) => x > y)).length;
  expect(below).toBe(25);
  expect(mann_whitney(a, b)).toBeCloseTo(0.4623, 3);
});
