import { describe, expect, test } from "vitest";
import { password_fault, username_fault } from "./account_rules.ts";
import { password_strength } from "./password_strength.ts";

describe("names and passwords", () => {
  test.each([
    ["a", "username_short"],
    ["a b", "username_signs"],
    ["<b>", "username_signs"],
    ["x".repeat(33), "username_long"],
    ["ana.lucia-7_", undefined],
    ["日本", undefined],
  ])("user name %j: %j", (name, fault) => {
    expect(username_fault(name)).toBe(fault);
  });

  test("lengths are code points", () => {
    expect(password_fault("🔑".repeat(7))).toBe("password_short");
    expect(password_fault("🔑".repeat(8))).toBeUndefined();
    expect(password_fault("x".repeat(129))).toBe("password_long");
  });
});

describe("password strength", () => {
  test.each([
    ["", 0],
    ["aaaaaaaaaaaaaaaa", 0],
    ["12345678", 0],
    ["password", 0],
    ["p4ssw0rd", 0],
    ["qwertyuiop", 0],
    ["abcabcabcabc", 0],
  ])("%j is guessed at once", (password, strength) => {
    expect(password_strength(password)).toBe(strength);
  });

  test("length and surprise help", () => {
    expect(password_strength("kettle-orbit")).toBeGreaterThanOrEqual(2);
    expect(password_strength("kettle orbit marble fence")).toBe(4);
    expect(password_strength("vT9#mK2!qL7z")).toBeGreaterThanOrEqual(3);
  });

  test("one's own name does not", () => {
    expect(password_strength("marguerite7", ["marguerite"])).toBeLessThan(password_strength("marguerite7"));
  });
});
