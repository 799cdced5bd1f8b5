import { expect, test } from "vitest";
import { day_of } from "../../platform/i18n/index.ts";
import type { AdminAction, User } from "../../protocol.ts";
import { by_day, subject_of } from "./log_entries.ts";

const act = (parts: Partial<AdminAction>): AdminAction => ({
  id: "a1",
  at: "2026-01-20T12:00:00Z",
  action: "person.disable",
  ...parts,
});
const bob: User = { id: "bob", username: "bob", display_name: "Bob" };
const people = new Map([
  ["bob", bob],
  ["carol", { ...bob, id: "carol", display_name: "", deleted: true }],
]);

test.each([
  [{ subject: "bob" }, "Bob"],
  [{ subject: "carol" }, "a deleted account"],
  [{ subject: "nobody" }, "a deleted account"],
  [{ subject: "carol", action: "person.erase" }, ""],
  [{ subject: "r1", action: "room.drop", detail: "Flood plain" }, "Flood plain"],
  [{ subject: "r1", action: "room.drop" }, "r1"],
  [{ action: "something.new" }, ""],
])("the subject of %j is %j", (parts, name) => {
  expect(subject_of(act(parts), people)).toBe(name);
});

test("acts stand together by day, in the order in which they came", () => {
  const acts = ["2026-01-20T12:00:00Z", "2026-01-20T11:00:00Z", "2026-01-18T11:00:00Z"].map((at) =>
    act({ at }),
  );
  const now = new Date("2026-01-20T13:00:00Z");
  const days = by_day(acts, now);
  expect(days.map(({ title, actions }) => [title, actions.length])).toEqual([
    ["Today", 2],
    [day_of("2026-01-18T11:00:00Z", now), 1],
  ]);
});
