/** Tests of the runner itself: that the language says where it is wrong, and that the snapshot property can fail. */
import assert from "node:assert/strict";
import { fresh_client, reduce, type ClientState } from "../../web/src/app/model.ts";
import { take_page } from "../../web/src/features/chat/model.ts";
import type {
  JoinedRoom,
  Message,
  MessageCreatedEvent,
  MessagePage,
  ReadyEvent,
  ServerEvent,
  User,
} from "../../web/src/protocol.ts";
import type { Test } from "../server/suite.ts";
import { Inbox } from "./inbox.ts";
import { mismatch, type Scope } from "./language/match.ts";
import { parse } from "./language/parse.ts";
import type { ObjectValue } from "./language/syntax.ts";
import { difference, type Fresh } from "./snapshot.ts";

const scope = (): Scope => ({ variables: new Map(), lookup: (name) => `<${name}>` });

function wrong(text: string, why: RegExp): void {
  assert.throws(() => parse("talk.chat", `scenario: x\n\n${text}`), { message: why });
}

function pattern(text: string): ObjectValue {
  const [scenario] = parse("test.chat", `scenario: pattern\nalice < frame ${text}`);
  const step = scenario?.steps[0];
  assert(step?.do === "hear");
  return step.fields;
}

function fits(text: string, actual: unknown, within = scope()): string | undefined {
  return mismatch(pattern(text), actual, within);
}

const alice: User = { id: "a", username: "alice", display_name: "Alice" };
const room: JoinedRoom = {
  room: "r",
  name: "r",
  kind: "public",
  last_seq: 2,
  read_seq: 2,
  unread: 0,
  role: "member",
  settings: { posting: "member", drawing: "member", slow_mode: 0 },
};
const ready: ReadyEvent = {
  type: "ready",
  protocol: 1,
  user: alice,
  session: "s",
  users: [alice],
  rooms: [room],
  heartbeat_ms: 25_000,
  limits: { frame_bytes: 65_536, text_length: 4_000 },
  admin: false,
  preferences: { theme: "system" },
  blocks: [],
};

function message(seq: number, text: string): Message {
  const at = "2026-01-01T00:00:00.000Z";
  return {
    room: "r",
    seq,
    rev: seq,
    nonce: `nonce-${seq}`,
    at,
    author: "b",
    text,
    attachments: [],
    reactions: [],
  };
}

function created(seq: number, text: string): MessageCreatedEvent {
  return {
    type: "message.created",
    room: "r",
    seq,
    at: "2026-01-01T00:00:00.000Z",
    actor: "b",
    message: message(seq, text),
  };
}

/** The words of a title, and what the scenario needs. */
function titled(title: string): [string, string[]][] {
  return parse("x.chat", `scenario: ${title}\nalice skips`).map((read) => [read.title, read.needs]);
}

/** A page that was read at seq 2, and these events since. */
function held_after(events: readonly ServerEvent[]): ClientState {
  const page: MessagePage = { messages: [], users: [], has_before: false, has_after: false, last_seq: 2 };
  const greeted = reduce(fresh_client, ready, 0);
  const begun: ClientState = { ...greeted, chat: take_page(greeted.chat, "r", { kind: "newest" }, page) };
  return events.reduce((state, event) => reduce(state, event, 0), begun);
}

function on_server(messages: readonly Message[], unread: number): Fresh {
  const last_seq = messages.at(-1)?.seq ?? 2;
  return {
    ready: { ...ready, rooms: [{ ...room, last_seq, unread }] },
    pages: new Map([
      ["r", { messages: [...messages], users: [], has_before: false, has_after: false, last_seq }],
    ]),
    members: new Map(),
    users: [alice],
  };
}

const truth = on_server([message(3, "one"), message(4, "two")], 2);

function heard(events: readonly ServerEvent[]): readonly string[] {
  const inbox = new Inbox(() => "a");
  inbox.begin(new Map([["r", 2]]));
  for (const event of events) inbox.take(event);
  return inbox.violations;
}

const tests: Record<string, () => void> = {
  "a mistake in a transcript is named with its file and line"() {
    wrong("alice > message.send { text: }", /^talk\.chat:3: expected a value before "}"/);
    wrong("alice dances", /^talk\.chat:3: alice cannot "dances"/);
    wrong("alice POST /rooms {}", /^talk\.chat:3: expected => and the status/);
    wrong("alice > ping {", /^talk\.chat:3: a bracket is never closed/);
    wrong("alice ; bob", /^talk\.chat:3: cannot read from column 7/);
    assert.throws(() => parse("talk.chat", "alice drops"), { message: /^talk\.chat:1: a step before/ });
    assert.throws(() => parse("talk.chat", "scenario: empty"), { message: /^talk\.chat:1: nothing happens/ });
  },
  "a declaration says who administrates"() {
    const [scenario] = parse(
      "test.chat",
      "scenario: office\nadmin: alice        room r1: alice bob    outsider: eve",
    );
    assert.deepEqual(scenario?.steps, [
      { do: "people", line: 2, names: ["alice"], admins: true },
      { do: "room", line: 2, name: "r1", visibility: "public", people: ["alice", "bob"] },
      { do: "people", line: 2, names: ["eve"], admins: false },
    ]);
    wrong("admin:", /^talk\.chat:3: expected names/);
  },
  "a pattern names the first place that differs"() {
    assert.equal(
      fits('{ seq: 3, message: { text: "hi" } }', { seq: 3, extra: 1, message: { text: "hi", more: true } }),
      undefined,
    );
    assert.match(
      fits('{ message: { text: "hi" } }', { message: { text: "ho" } }) ?? "",
      /^message\.text is "ho", not "hi"/,
    );
    assert.match(fits("{ seq: any }", {}) ?? "", /^seq is missing/);
    assert.match(fits("{ seq: absent }", { seq: 1 }) ?? "", /^seq is 1, and should not be there/);
    assert.match(fits("{ list: [1, 2] }", { list: [1] }) ?? "", /^list has 1 entries, not 2/);
    assert.equal(fits("{ list: [{ b: 2 }, ...] }", { list: [{ a: 1 }, { b: 2 }] }), undefined);
    assert.match(fits("{ list: [{ b: 3 }, ...] }", { list: [{ b: 2 }] }) ?? "", /has nothing that fits/);
    assert.match(fits('{ text: ~"^h." }', { text: "oh" }) ?? "", /not like/);
    assert.equal(fits("{ [r1]: alice }", { "<r1>": "<alice>" }), undefined);
  },
  "a title keeps its numbers, and what the scenario needs stands behind them"() {
    assert.deepEqual(titled("it holds [P4] [req-7]"), [["it holds [P4] [req-7]", []]]);
    assert.deepEqual(titled("it holds [P4] [rate limits]"), [["it holds [P4]", ["rate limits"]]]);
    assert.deepEqual(titled("it holds"), [["it holds", []]]);
  },
  "a variable takes what stands there once, and compares it from then on"() {
    const shared = scope();
    assert.match(fits("{ seq: $first, at: 1 }", { seq: 3, at: 2 }, shared) ?? "", /^at is 2/);
    assert.equal(fits("{ seq: $first }", { seq: 4 }, shared), undefined);
    assert.match(fits("{ seq: $first }", { seq: 5 }, shared) ?? "", /^seq is 5, not 4/);
  },
  "the snapshot property holds when every event was reduced"() {
    assert.equal(difference(held_after([created(3, "one"), created(4, "two")]), truth), undefined);
    assert.equal(
      difference(held_after([created(4, "two"), created(3, "one"), created(3, "one")]), truth),
      undefined,
    );
  },
  "the snapshot property fails on a wrong text"() {
    assert.match(
      difference(held_after([created(3, "one"), created(4, "other")]), truth) ?? "",
      /message 2 of 2 in r is/,
    );
  },
  "the snapshot property fails on a missing event"() {
    assert.match(difference(held_after([created(3, "one")]), truth) ?? "", /the list of rooms is/);
    assert.match(difference(held_after([created(4, "two")]), truth) ?? "", /there is a gap/);
  },
  "the snapshot property fails on an event too many"() {
    const events = [created(3, "one"), created(4, "two"), created(5, "three")];
    assert.match(difference(held_after(events), truth) ?? "", /the list of rooms is/);
  },
  "the snapshot property fails on a wrong count of unread messages"() {
    const state = held_after([
      created(3, "one"),
      created(4, "two"),
      { type: "read.marked", room: "r", seq: 4, unread: 1, last_seq: 4 },
    ]);
    assert.match(
      difference(state, on_server([message(3, "one"), message(4, "two")], 0)) ?? "",
      /the list of rooms is/,
    );
  },
  "the snapshot property fails on a block that the page does not know of"() {
    const fresh = { ...truth, ready: { ...truth.ready, blocks: ["b"] } };
    const events = [created(3, "one"), created(4, "two")];
    assert.match(difference(held_after(events), fresh) ?? "", /whom I do not want to hear is/);
    const told: ServerEvent = { type: "blocks.changed", users: ["b"] };
    assert.equal(difference(held_after([...events, told]), fresh), undefined);
  },
  "a socket that hears events out of order is found out"() {
    assert.deepEqual(heard([created(3, "one"), created(4, "two")]), []);
    assert.match(heard([created(3, "one"), created(5, "three")])[0] ?? "", /after seq 3 came/);
    assert.match(heard([created(3, "one"), created(3, "one")])[0] ?? "", /after seq 3 came/);
    assert.match(heard([{ ...created(1, "x"), room: "other" }])[0] ?? "", /does not hear/);
  },
};

export const runner_tests: Test[] = Object.entries(tests).map(([name, check]) => ({
  name: `the runner: ${name}`,
  run: () => Promise.resolve().then(check),
}));
