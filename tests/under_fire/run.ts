/** The suite under fire: hostile JSON, stopped readers, floods, storms, too few descriptors, a restart under full load. */
import { run_suite } from "../server/suite.ts";
import { descriptor_tests } from "./descriptor_tests.ts";
import { json_size_tests } from "./json_size_tests.ts";
import { json_tests } from "./json_tests.ts";
import { login_flood_tests } from "./login_flood_tests.ts";
import { shutdown_tests } from "./shutdown_tests.ts";
import { stopped_reader_tests } from "./stopped_reader_tests.ts";
import { storm_tests } from "./storm_tests.ts";

await run_suite([
  ...json_tests,
  ...json_size_tests,
  ...descriptor_tests,
  ...shutdown_tests,
  ...storm_tests,
  ...stopped_reader_tests,
  ...login_flood_tests,
]);
