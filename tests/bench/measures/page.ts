/** The page in Chromium, which shares the other core with everything but the server. */
import { measure } from "../measure.ts";
import { measure_page, page_rows, type PageFigures } from "../page.ts";
import { on_stage, Stage } from "../stage.ts";

const hour = 18_000;

export const page = measure<PageFigures>({
  name: "page",
  title: "Page in Chromium (once)",
  rounds: "first",
  once: async ({ quick }) =>
    on_stage(await Stage.set(), async (stage) => {
      const options = quick
        ? { visits: 1, messages: 1_000, minutes: 0.2 }
        : { visits: 3, messages: hour, minutes: 1 };
      return measure_page(await stage.serve(), options);
    }),
  rows: () => [],
  more: ([figures]) => (figures === undefined ? [] : page_rows(figures)),
});
