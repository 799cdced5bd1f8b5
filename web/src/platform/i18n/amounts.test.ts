import { describe, expect, test } from "vitest";
import { ago, number_of, size_of } from "./amounts.ts";

describe("amounts", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [8_192, "8.2 kB"],
    [999_600, "1 MB"],
    [12_345_678, "12 MB"],
    [7_000_000_000_000_000, "7,000 TB"],
  ])("%i bytes: %s", (bytes, words) => {
    expect(size_of(bytes)).toBe(words);
  });

  test("numbers are grouped", () => {
    expect(number_of(1_234_567)).toBe("1,234,567");
  });

  test.each([
    [20_000, "now"],
    [-20_000, "now"],
    [60_000, "1 minute ago"],
    [59 * 60_000, "59 minutes ago"],
    [5 * 3_600_000, "5 hours ago"],
    [30 * 3_600_000, "yesterday"],
    [9 * 86_400_000, "9 days ago"],
    [40 * 86_400_000, /2025|2026/],
  ])("%i ms ago: %s", (passed, words) => {
    const now = Date.parse("2026-01-20T12:00:00Z");
    expect(ago(new Date(now - passed).toISOString(), now)).toMatch(words);
  });
});
