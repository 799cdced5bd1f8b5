/**
 * The WebSocket protocol to the byte: the cases of the Autobahn suite's
 * sections 1 to 7 and 10 at the product's sessions with an echo behind them,
 * then what concerns this product alone at the server itself. Compression
 * (12, 13) is declined, and speed (9) is measured elsewhere.
 */
import { run_suite } from "../server/suite.ts";
import { close_cases } from "./close_cases.ts";
import { control_cases } from "./control_cases.ts";
import { fragment_cases } from "./fragment_cases.ts";
import { framing_cases } from "./framing_cases.ts";
import { tests_of } from "./play.ts";
import { stop } from "./stage.ts";
import { peer_tests } from "./peer_tests.ts";
import { upgrade_tests } from "./upgrade_tests.ts";
import { table_test, utf8_cases } from "./utf8_cases.ts";

const cases = [
  ...tests_of("frames of every length, masks, and what is too large [req-33]", framing_cases),
  ...tests_of("pings and pongs, reserved bits and opcodes [req-33]", control_cases),
  ...tests_of("fragments in order, and those that are not [req-33]", fragment_cases),
  ...tests_of("text that is UTF-8, and text that is none [req-33]", utf8_cases),
  ...tests_of("how a socket is closed, with which codes, and that nothing follows [req-33]", close_cases),
];
await run_suite([table_test, ...cases, ...upgrade_tests, ...peer_tests], stop);
