/** The suite of the API documents: they are well formed, they are served, and every example on /docs really runs. */
import { run_suite } from "../server/suite.ts";
import { document_tests } from "./document_tests.ts";
import { example_tests } from "./example_tests.ts";
import { page_tests } from "./page_tests.ts";
import { stop_server } from "./stage.ts";

await run_suite([...document_tests, ...page_tests, ...example_tests()], stop_server);
