/** Unit tests in TypeScript: the page's pure cores and the generator of the contract, so plain Node is enough. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: [
      "../tests/unit/**/*.test.mjs",
      "../tests/{fuzz/page,soak,timing,trust}/*.test.ts",
      "src/**/*.test.ts",
      "build/**/*.test.ts",
    ],
    environment: "node",
  },
});
