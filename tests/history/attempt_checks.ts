/** What must hold of everything that was asked for and answered (P1, P2, P4, P10). Pure. */
import type { Act, Attempt, Entry, History } from "./history.ts";
import { done, first_of, group_by, key_of, type Violation } from "./violation.ts";

export function answers_hold({ attempts, logs }: History): Violation[] {
  const stored = new Map<string, Entry>();
  for (const [room, log] of logs)
    for (const entry of log)
      if (entry.nonce !== undefined)
        stored.set(key_of({ room, sender: entry.sender ?? "", nonce: entry.nonce }), entry);
  const found: Violation[] = [];
  for (const [key, same] of group_by(attempts, key_of)) {
    const entry = stored.get(key);
    for (const attempt of same) found.push(...kept_word(attempt, entry, same));
    found.push(...one_answer(same), ...known_at_last(same));
  }
  return found;
}

function kept_word(attempt: Attempt, stored: Entry | undefined, same: readonly Attempt[]): Violation[] {
  const { outcome } = attempt;
  if (outcome.is === "ok") {
    if (stored === undefined)
      return [{ promise: "P1", what: "an acknowledged message is lost", evidence: [attempt] }];
    if (stored.seq !== outcome.seq || stored.at !== outcome.at) {
      const what = "a message stands elsewhere than was acknowledged";
      return [{ promise: "P2", what, evidence: [attempt, stored] }];
    }
    // A repetition may say other words; what counts is what was said first.
    if (!same.some((other) => other.text === stored.text))
      return [{ promise: "P1", what: "a message has a text that nobody sent", evidence: [attempt, stored] }];
  }
  if (outcome.is === "refused" && stored !== undefined) {
    const explained = same.some((other) => other !== attempt && other.outcome.is !== "refused");
    if (!explained) {
      const what = "what was refused as not stored is stored";
      return [{ promise: "P10", what, evidence: [attempt, stored] }];
    }
  }
  return [];
}

function one_answer(same: readonly Attempt[]): Violation[] {
  let before: Attempt | undefined;
  for (const attempt of same) {
    if (attempt.outcome.is !== "ok") continue;
    if (before?.outcome.is === "ok" && before.outcome.seq !== attempt.outcome.seq)
      return [{ promise: "P4", what: "one nonce was answered with two places", evidence: [before, attempt] }];
    before = attempt;
  }
  return [];
}

/** Whoever repeats until the end knows in the end. */
function known_at_last(same: readonly Attempt[]): Violation[] {
  const last = same.at(-1);
  if (last?.outcome.is !== "unknown") return [];
  return [{ promise: "P4", what: "a nonce that was repeated stayed unknown", evidence: [last] }];
}

export function witnesses_agree({ witnesses = [] }: History): Violation[] {
  return witnesses.flatMap((witness) => {
    if (witness.code === "message/not_found") {
      const what = "an acknowledged message was not to be read at another node";
      return [{ promise: "P2", what, evidence: [witness] } satisfies Violation];
    }
    if (witness.nonce !== undefined && witness.nonce !== witness.attempt.nonce) {
      const what = "an acknowledged message was another one at another node";
      return [{ promise: "P2", what, evidence: [witness] } satisfies Violation];
    }
    return [];
  });
}

/** As many events as deeds that were acknowledged, and no more than were perhaps done. */
export function acts_became_events({ acts = [], logs }: History): Violation[] {
  const found: Violation[] = [];
  for (const same of group_by(acts, identity).values()) {
    const [act] = same;
    if (act === undefined) continue;
    const events = (logs.get(act.room) ?? []).filter((entry) => is_event_of(act, entry));
    const certain = same.filter(done);
    const perhaps = same.filter(({ outcome }) => outcome.is === "unknown");
    // Whoever is in already comes in without an event.
    const always = act.kind !== "join" && act.kind !== "bring";
    if (always && events.length < certain.length) {
      const what = `of ${certain.length} acknowledged deeds (${act.kind}) ${certain.length - events.length} are lost`;
      found.push({ promise: "P1", what, evidence: [act, ...events.slice(0, 1)] });
    }
    if (events.length > certain.length + perhaps.length) {
      const what = `${events.length} deeds (${act.kind}) stand in the log, of which only ${certain.length} were done and ${perhaps.length} perhaps`;
      found.push({ promise: "P10", what, evidence: [act, ...events.slice(-1)] });
    }
  }
  return first_of(found);
}

function identity({ kind, actor, room, subject }: Act): string {
  return `${kind} ${actor} ${room} ${subject}`;
}

function is_event_of({ kind, actor, subject }: Act, entry: Entry): boolean {
  if (entry.sender !== actor) return false;
  if (kind === "topic") return entry.topic === subject;
  const type = kind === "leave" || kind === "remove" ? "member.left" : "member.joined";
  return entry.type === type && entry.user === subject;
}
