import { describe, expect, test } from "vitest";
import { read_title, tests_in } from "./sources.ts";

const names = (file: string, text: string): string[] =>
  tests_in(file, text).map(({ line, name, numbers }) => `${line}: ${name} (${numbers.join()})`);

describe("a title", () => {
  test("carries its numbers in brackets, one or several in each", () => {
    expect(read_title("it holds [P7] [req-33]")).toEqual({
      name: "it holds",
      numbers: ["P7", "req-33"],
      malformed: [],
    });
    expect(read_title("it holds [P1 P2, req-3]").numbers).toEqual(["P1", "P2", "req-3"]);
  });

  test("may need something besides, as transcripts do", () => {
    expect(read_title("too much [req-44] [rate limits]")).toMatchObject({
      name: "too much",
      numbers: ["req-44"],
    });
  });

  test("with a number that has lost its kind, or is none, is found out", () => {
    for (const wrong of ["33", "P07", "req33", "req-", "P7x"])
      expect(read_title(`it holds [P1] [${wrong}]`)).toMatchObject({ numbers: ["P1"], malformed: [wrong] });
  });
});

describe("the sources", () => {
  test("of Catch2: one name of several literals, tags aside", () => {
    const text =
      '#include <x>\n\nTEST_CASE(\n    "a long name "\n    "[P4]", "[timing]") {\n  CHECK("[P5]");\n}\n';
    expect(names("tests/unit/test_x.cpp", text)).toEqual(["3: a long name (P4)"]);
  });

  test("of transcripts: the titles", () => {
    expect(names("x.chat", "# [P1]\n\nscenario: it holds [P2]\nalice > ping\n")).toEqual([
      "3: it holds (P2)",
    ]);
  });

  test("of dictionaries and broken builds: what they open with", () => {
    expect(names("x.dict", '# fuzz: a frame, to its end [P16] [req-46]\n# Words.\n"a [P1]"\n')).toEqual([
      "1: fuzz: a frame, to its end (P16,req-46)",
    ]);
    expect(names("y.dict", "# Words [P1]\n")).toEqual([]);
    expect(names("x.patch", "What: one is lost\nPromises: P1 P2\nFaults: [P3]\n\n--- a/[P4]\n")).toEqual([
      "1: caught: one is lost (P1,P2)",
    ]);
  });

  test("of scripts: literals with a number; what is filled in is left open, comments do not count", () => {
    const text =
      '// [P1]\n/** of "that" [P1] */\ntest("a \\"b\\" [P2]", () => 1);\nname: `is ${each.join(", ")} [P3]`,\n["P4"]';
    expect(names("x.ts", text)).toEqual(['3: a "b" (P2)', "4: is … (P3)"]);
  });
});
