import { createRoot } from "solid-js";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../platform/api/problem.ts";
import { create_pages, type Pages, type Slice } from "./pages.ts";

const refused = new ApiError({ status: 503, code: "server/unavailable", detail: "not now" });

function pages_of(answers: (Slice<number> | Error)[]): Pages<number> {
  return createRoot(() =>
    create_pages<number>(async () => {
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("asked too often");
      return answer;
    }),
  );
}

describe("a list in pages", () => {
  test("grows by what is read", async () => {
    const pages = pages_of([
      { items: [1, 2], next: "2" },
      { items: [3], next: undefined },
    ]);
    expect(pages.items()).toBeUndefined();
    await pages.begin();
    expect([pages.items(), pages.more()]).toEqual([[1, 2], true]);
    await pages.go_on();
    expect([pages.items(), pages.more()]).toEqual([[1, 2, 3], false]);
    pages.change((items) => items.filter((item) => item !== 2));
    expect(pages.items()).toEqual([1, 3]);
  });

  test("keeps what it has when the next page fails, and can go on", async () => {
    const pages = pages_of([{ items: [1], next: "1" }, refused, { items: [2], next: undefined }]);
    await pages.begin();
    await pages.go_on();
    expect(pages.items()).toEqual([1]);
    expect(pages.failed()).toBeUndefined();
    expect(pages.more_failed()).toMatch(/busy/);
    await pages.go_on();
    expect(pages.more_failed()).toBeUndefined();
    expect(pages.items()).toEqual([1, 2]);
  });

  test("says why there is nothing", async () => {
    const pages = pages_of([refused, { items: [], next: undefined }]);
    await pages.begin();
    expect(pages.failed()).toMatch(/busy/);
    await pages.begin();
    expect([pages.failed(), pages.items()]).toEqual([undefined, []]);
  });

  test("drops the answer to a question that was asked anew", async () => {
    const waiting: ((page: Slice<string>) => void)[] = [];
    const pages = createRoot(() => create_pages<string>(() => new Promise((done) => waiting.push(done))));
    const first = pages.begin();
    const second = pages.begin();
    waiting[1]?.({ items: ["new"], next: undefined });
    await second;
    waiting[0]?.({ items: ["old"], next: undefined });
    await first;
    expect(pages.items()).toEqual(["new"]);
    expect(pages.busy()).toBe(false);
  });
});
