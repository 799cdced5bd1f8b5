/**
 * How many vectors of each list the server has to read something of behind
 * each of those in front, at least: a little fewer than it does behind Debian's
 * nginx 1.22 and haproxy 2.6. What is cut off reaches it where bodies are passed
 * on as they come; nginx waits for the whole of them.
 */
import type { HopName } from "./hops.ts";
import type { ListName } from "./vectors.ts";

export const reaching: Readonly<Record<HopName, Readonly<Record<ListName | "cut_off", number>>>> = {
  nginx: { refused: 40, answered: 18, smuggled: 12, trailers: 7, expectations: 4, cut_off: 0 },
  haproxy: { refused: 58, answered: 20, smuggled: 22, trailers: 7, expectations: 4, cut_off: 9 },
  "lenient haproxy": { refused: 72, answered: 20, smuggled: 26, trailers: 7, expectations: 4, cut_off: 9 },
};
