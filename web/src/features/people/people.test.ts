import { describe, expect, test } from "vitest";
import type { User } from "../../protocol.ts";
import { no_blocks, reduce_blocks } from "./blocks.ts";
import { meet, nobody, reduce_people } from "./names.ts";

describe("names", () => {
  const bob: User = { id: "1", username: "bob", display_name: "Bob" };

  test("the newest word counts, and the same word changes nothing", () => {
    const known = meet(nobody, [bob]);
    expect(meet(known, [{ ...bob }])).toBe(known);
    const renamed = reduce_people(known, { type: "user.updated", user: { ...bob, display_name: "Robert" } });
    expect(renamed.get("1")?.display_name).toBe("Robert");
  });

  test("a deleted account is one that everyone hears of", () => {
    const gone = reduce_people(meet(nobody, [bob]), {
      type: "user.updated",
      user: { ...bob, deleted: true },
    });
    expect(gone.get("1")?.deleted).toBe(true);
  });
});

describe("blocks", () => {
  test("are what the server said last, and the same word changes nothing", () => {
    const blocked = reduce_blocks(no_blocks, { type: "blocks.changed", users: ["1", "2"] });
    expect([...blocked]).toEqual(["1", "2"]);
    expect(reduce_blocks(blocked, { type: "blocks.changed", users: ["2", "1"] })).toBe(blocked);
    expect(reduce_blocks(blocked, { type: "blocks.changed", users: [] }).size).toBe(0);
  });
});
