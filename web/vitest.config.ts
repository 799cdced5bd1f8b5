/** The page's unit tests: pure cores only, so plain Node is enough. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: { include: ["src/**/*.test.ts", "build/**/*.test.ts"], environment: "node" },
});
