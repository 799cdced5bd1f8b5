/** The page in Chromium, which may use every core: nobody's browser shares one with a database. */
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { promisify } from "node:util";
import { measure } from "../measure.ts";
import { measure_page, page_rows, type PageFigures } from "../page.ts";
import { on_stage, other_cores, Stage } from "../stage.ts";

const run = promisify(execFile);
const hour = 18_000;

const pin = (cores: string): Promise<unknown> => run("taskset", ["-apc", cores, String(process.pid)]);

/** What is started meanwhile inherits it. */
async function on_every_core<T>(body: () => Promise<T>): Promise<T> {
  await pin(`0-${cpus().length - 1}`);
  try {
    return await body();
  } finally {
    await pin(other_cores);
  }
}

export const page = measure<PageFigures>({
  name: "page",
  title: "Page in Chromium (once)",
  rounds: "first",
  once: async ({ quick }) =>
    on_stage(await Stage.set(), async (stage) => {
      const options = quick
        ? { visits: 1, messages: 1_000, minutes: 0.2 }
        : { visits: 3, messages: hour, minutes: 3 };
      const server = await stage.serve();
      return on_every_core(() => measure_page(server, options));
    }),
  rows: () => [],
  more: ([figures]) => (figures === undefined ? [] : page_rows(figures)),
});
