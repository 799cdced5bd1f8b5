/**
 * Runs named tests one after another and says what became of each; the last
 * line is the count that ./dev test sums. Words on the command line choose the
 * tests whose name contains one of them.
 */
import { format } from "node:util";

export interface Test {
  name: string;
  run(): Promise<void>;
}

export async function run_suite(tests: readonly Test[], after?: () => Promise<void>): Promise<never> {
  const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
  const chosen = tests.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const failed: string[] = [];
  for (const test of chosen) {
    const begun = performance.now();
    let failure: unknown;
    try {
      await test.run();
    } catch (error) {
      failure = error ?? new Error("failed without a reason");
    }
    const took = `${((performance.now() - begun) / 1000).toFixed(2)} s`;
    if (failure === undefined) {
      console.log(`ok    ${took.padStart(8)}  ${test.name}`);
      continue;
    }
    failed.push(test.name);
    console.log(`FAIL  ${took.padStart(8)}  ${test.name}`);
    console.log(words_of(failure).replaceAll(/^/gm, "      "));
  }
  await after?.().catch((error: unknown) => {
    failed.push("the end of the suite");
    console.log(`FAIL  the end of the suite\n${words_of(error)}`);
  });
  if (failed.length > 0) console.log(`\nfailed:\n${failed.map((name) => `  ${name}`).join("\n")}`);
  console.log(`${Math.max(0, chosen.length - failed.length)} passed, ${failed.length} failed`);
  process.exit(failed.length > 0 || chosen.length === 0 ? 1 : 0);
}

/** What the transcript says of itself needs no stack; everything else does. */
export class Explained extends Error {}

function words_of(error: unknown): string {
  if (error instanceof Explained) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : format("%o", error);
}
