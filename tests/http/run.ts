/** HTTP to the byte: requests that servers and proxies have read in two ways, over a bare socket (requirement 33). */
import { run_suite } from "../server/suite.ts";
import { expect_tests, trailer_tests } from "./body_tests.ts";
import { header_tests } from "./header_tests.ts";
import { patience_tests } from "./patience_tests.ts";
import { proxy_tests } from "./proxy_tests.ts";
import { stop_servers } from "./stage.ts";
import { close_door, timing_tests } from "./timing_tests.ts";
import { upgrade_tests } from "./upgrade_tests.ts";
import { answer_tests, pipeline_tests, refusal_tests } from "./vector_tests.ts";

await run_suite(
  [
    ...refusal_tests,
    ...pipeline_tests,
    ...answer_tests,
    ...trailer_tests,
    ...expect_tests,
    ...patience_tests,
    ...header_tests,
    ...upgrade_tests,
    ...proxy_tests,
    ...timing_tests,
  ],
  async () => {
    await close_door();
    await stop_servers();
  },
);
