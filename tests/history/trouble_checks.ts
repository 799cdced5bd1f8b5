/** What an outage may cost and no more: P9, P10, P13, P15. Only those on good lines are looked at. Pure. */
import { patient } from "../server/deadline.ts";
import { full_disk_passes } from "./disk_checks.ts";
import type { Attempt, History, Trouble } from "./history.ts";
import { inside, own_fault, QUEUED_FOR_MS } from "./outage.ts";
import type { Violation } from "./violation.ts";

const RECOVERED_WITHIN_MS = 5_000;
/** With a Postgres that says nothing: a statement waits for three seconds, its watch for one more. */
const UNANSWERED_FOR_MS = 5_000;
/** All that is not waiting. */
const ANSWERED_WITHIN_MS = 500;
const SESSION_ENDED = 4001;

export function troubles_pass(history: History): Violation[] {
  const { attempts, troubles = [], closes = [] } = history;
  const good = attempts.filter(({ bad_line }) => bad_line === false);
  const nodes = new Set(good.flatMap(({ node }) => (node === undefined ? [] : [node])));
  const found: Violation[] = [];
  for (const trouble of troubles) {
    if (trouble.away === "redis") found.push(...costs_nothing(trouble, good));
    if (trouble.away === "postgres") found.push(...fails_fast(trouble, good, QUEUED_FOR_MS));
    if (trouble.away === "silent postgres") found.push(...fails_fast(trouble, good, UNANSWERED_FOR_MS));
    if (trouble.away === "space") found.push(...full_disk_passes(trouble, good, history));
    for (const node of nodes) found.push(...recovers(trouble, node, good, troubles));
  }
  return [...found, ...says_what_to_do(attempts), ...nobody_signed_out(attempts, closes)];
}

/** Whatever is away or full, the answer says that one may try again. */
function says_what_to_do(attempts: readonly Attempt[]): Violation[] {
  const internal = attempts.find(({ outcome }) => outcome.is === "unknown" && outcome.why === "internal");
  if (internal === undefined) return [];
  return [
    { promise: "P10", what: "an outage was answered as a mistake of the server", evidence: [internal] },
  ];
}

function costs_nothing(trouble: Trouble, good: readonly Attempt[]): Violation[] {
  const meant = good.filter((attempt) => inside(attempt, trouble));
  const failed = meant.find(
    ({ outcome }) => outcome.is === "unknown" || (outcome.is === "refused" && !own_fault.has(outcome.code)),
  );
  if (failed !== undefined)
    return [{ promise: "P9", what: "a send failed because Redis was away", evidence: [failed, trouble] }];
  if (meant.length > 0 || trouble.over - trouble.begun < patient(1_000)) return [];
  return [{ promise: "P9", what: "nothing was sent while Redis was away", evidence: [trouble] }];
}

function fails_fast(trouble: Trouble, good: readonly Attempt[], waits_ms: number): Violation[] {
  const false_word = good.find((attempt) => inside(attempt, trouble) && attempt.outcome.is === "ok");
  if (false_word !== undefined) {
    const what = "a send was acknowledged while Postgres was away";
    return [{ promise: "P10", what, evidence: [false_word, trouble] }];
  }
  const slow = good.find(
    ({ invoked, answered }) =>
      invoked >= trouble.begun &&
      invoked <= trouble.over &&
      answered - invoked > waits_ms + patient(ANSWERED_WITHIN_MS),
  );
  if (slow === undefined) return [];
  return [{ promise: "P10", what: "a send hung while Postgres was away", evidence: [slow, trouble] }];
}

/** Whatever was wrong, when it is over every node stores again within five seconds. */
function recovers(
  trouble: Trouble,
  node: string,
  good: readonly Attempt[],
  all: readonly Trouble[],
): Violation[] {
  const until = trouble.over + patient(RECOVERED_WITHIN_MS);
  if (all.some(({ begun, over }) => begun < until && over > trouble.over)) return [];
  const here = good.filter((attempt) => attempt.node === node && attempt.answered >= trouble.over);
  if (here.some(({ answered, outcome }) => outcome.is === "ok" && answered <= until)) return [];
  const tried = here.filter(({ outcome }) => outcome.is !== "refused" || !own_fault.has(outcome.code));
  const what = `${node} did not store again within ${RECOVERED_WITHIN_MS} ms of the end of ${trouble.name}`;
  return [{ promise: "P10", what, evidence: [trouble, ...tried.slice(0, 1)] }];
}

function nobody_signed_out(
  attempts: readonly Attempt[],
  closes: NonNullable<History["closes"]>,
): Violation[] {
  const what = "a session that stood was ended";
  const refused = attempts.find(
    ({ outcome }) => outcome.is === "refused" && outcome.code.startsWith("auth/"),
  );
  const closed = closes.find(({ code }) => code === SESSION_ENDED);
  return [refused, closed]
    .filter((evidence) => evidence !== undefined)
    .map((evidence) => ({ promise: "P13", what, evidence: [evidence] }));
}
