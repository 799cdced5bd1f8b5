/** What a full disk may cost and no more (P15): new messages. Whoever reads and listens notices nothing. Pure. */
import { patient } from "../server/deadline.ts";
import type { Attempt, History, Trouble } from "./history.ts";
import { inside, own_fault, QUEUED_FOR_MS, type Span } from "./outage.ts";
import type { Violation } from "./violation.ts";

const READ_WITHIN_MS = 1_000;
/** So short that perhaps nobody came to it. */
const NOTICED_MS = 1_000;

export function full_disk_passes(trouble: Trouble, good: readonly Attempt[], history: History): Violation[] {
  const { looks = [], closes = [] } = history;
  const violation = (what: string, ...evidence: unknown[]): Violation => ({
    promise: "P15",
    what,
    evidence: [...evidence, trouble],
  });
  const found: Violation[] = [];
  const looked = looks.filter((look) => inside(look, trouble));
  const unread = looked.find(({ status }) => status !== 200);
  if (unread !== undefined) found.push(violation("reading failed while the disk was full", unread));
  const slow_look = longer(looks, trouble, patient(READ_WITHIN_MS));
  if (slow_look !== undefined) found.push(violation("reading hung while the disk was full", slow_look));

  const answered = good.filter((attempt) => inside(attempt, trouble));
  const other = answered.find((attempt) => !says_when_to_repeat(attempt));
  if (other !== undefined)
    found.push(violation("a send was answered with something else while the disk was full", other));
  const slow = longer(good, trouble, QUEUED_FOR_MS + patient(READ_WITHIN_MS));
  if (slow !== undefined) found.push(violation("a send hung while the disk was full", slow));

  const lost = closes.find(({ at, bad_line }) => !bad_line && at >= trouble.begun && at <= trouble.over);
  if (lost !== undefined) found.push(violation("a connection was lost while the disk was full", lost));

  const lasted = trouble.over - trouble.begun;
  if (lasted >= patient(NOTICED_MS) && looked.length === 0)
    found.push(violation("nothing was read while the disk was full"));
  // What waits for less long than the log has patience is answered when there is room again.
  if (lasted >= QUEUED_FOR_MS + patient(NOTICED_MS) && answered.length === 0)
    found.push(violation("nothing was sent while the disk was full"));
  return found;
}

function longer<Item extends Span>(all: readonly Item[], trouble: Trouble, ms: number): Item | undefined {
  return all.find(
    ({ invoked, answered }) => invoked >= trouble.begun && invoked <= trouble.over && answered - invoked > ms,
  );
}

/** What has room still is stored; what has none is not, and is said to be worth another try. */
function says_when_to_repeat({ outcome }: Attempt): boolean {
  if (outcome.is === "refused") return outcome.code === "log/unavailable" || own_fault.has(outcome.code);
  return outcome.is === "ok";
}
