/** Every test in which something below the server breaks. */
import type { Test } from "../../server/suite.ts";

export const faults: Test[] = [];
