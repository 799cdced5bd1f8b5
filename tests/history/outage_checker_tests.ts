/** The checker finds what is wrong with a round: absences, snapshots, deeds, tables, outages, each broken by hand. */
import assert from "node:assert/strict";
import { patient } from "../server/deadline.ts";
import type { Test } from "../server/suite.ts";
import { check } from "./checker.ts";
import type { Act, Attempt, Claim, Entry, Heard, History, Look, Loss, Tables, Trouble } from "./history.ts";
import { attempt, entry, finds, history, log, ok, reading, time } from "./made_histories.ts";

function member(seq: number, type: "member.joined" | "member.left", user: string): Entry {
  return { seq, type, at: time(seq), sender: "alice", user };
}

const room_of_two: Entry[] = [
  { seq: 1, type: "room.created", at: time(1), sender: "alice" },
  member(2, "member.joined", "bob"),
  entry(3, { sender: "bob" }),
  member(4, "member.left", "bob"),
  entry(5),
  member(6, "member.joined", "bob"),
];

/** What bob hears on one connection, of which these are his. */
function bob_hears(from: number, to: number, heard: number, parts: Partial<History> = {}): History {
  const entries = Array.from(room_of_two.slice(from - 1, to), (event): Heard => ({ ...event, heard }));
  return history({
    log: room_of_two,
    private_rooms: new Set(["r"]),
    returns: [{ room: "r", user: "bob", invoked: 100, head_before: 5, head_after: 6 }],
    readings: [{ ...reading(entries, from - 1), user: "bob" }],
    ...parts,
  });
}

function act(outcome: Act["outcome"]): Act {
  return { kind: "leave", actor: "bob", subject: "bob", room: "r", invoked: 0, answered: 1, outcome };
}

const whole: Tables = {
  events: new Map([["r", log.map(({ seq, type, at, sender = "" }) => ({ seq, type, at, sender }))]]),
  messages: new Map([["r", [1, 2, 3]]]),
  members: new Map([["r", []]]),
  topics: new Map([["r", ""]]),
};

/** Its times, and all others of these outages, are as long as the run is patient. */
function trouble(away?: Trouble["away"]): Trouble {
  return {
    name: "trouble",
    begun: patient(1_000),
    over: patient(4_000),
    ...(away === undefined ? {} : { away }),
  };
}

/** An attempt at a node, over a good line. */
function there(nonce: number, outcome: Attempt["outcome"], invoked: number, answered: number): Attempt {
  return attempt(nonce, outcome, {
    node: "one",
    bad_line: false,
    invoked: patient(invoked),
    answered: patient(answered),
  });
}

function look(status: number, invoked: number, answered: number): Look {
  return {
    node: "one",
    path: "/rooms/r/messages",
    status,
    invoked: patient(invoked),
    answered: patient(answered),
  };
}

function loss(code: number, at: number): Loss {
  return { reader: "bob", code, reason: "", at: patient(at), bad_line: false };
}

const refused = (code: string): Attempt["outcome"] => ({ is: "refused", code });
const unavailable = refused("log/unavailable");
const unknown: Attempt["outcome"] = { is: "unknown", why: "log/unknown" };

function asked(after: number, claim: Claim, heard: Entry[] = []): History {
  return history({ readings: [{ ...reading(heard, after), claim }] });
}

const tests: Record<string, () => void> = {
  "somebody who is out hears nothing until they are in again"() {
    assert.deepEqual(check(bob_hears(5, 6, 120)), []);
    finds("P5", /after having left/, bob_hears(5, 5, 90));
    finds("P5", /without having asked/, history({ readings: [{ ...reading(log), after: undefined }] }));
  },
  "somebody who wrote in a room without being in it"() {
    const bad = [...room_of_two.slice(0, 4), entry(5, { sender: "bob" })];
    finds("P2", /was not in r/, history({ log: bad }));
  },
  "what another node does not know of an acknowledged message"() {
    const said = attempt(1, ok(1));
    const witness = { attempt: said, status: 404, code: "message/not_found" };
    finds("P2", /another node/, history({ attempts: [said], witnesses: [witness] }));
    finds(
      "P2",
      /another one/,
      history({ attempts: [said], witnesses: [{ attempt: said, status: 200, nonce: "x" }] }),
    );
  },
  "two nodes that tell two logs"() {
    finds("P3", /two ways/, history({ other_logs: [new Map([["r", log.slice(0, 2)]])] }));
  },
  "a nonce that stays unknown"() {
    finds("P4", /stayed unknown/, history({ attempts: [attempt(1, { is: "unknown", why: "lost" })] }));
  },
  "a resume that is not what it says"() {
    const half = { ...reading(log.slice(0, 1)), resumed: { last_seq: 2, by_then: 1 } };
    finds("P5", /had not/, history({ readings: [half] }));
    for (const answer of ["resync", "gone", "lost"] as const)
      assert.deepEqual(check(asked(900, { head: 3, impossible: true, answer })), []);
    assert.deepEqual(check(asked(0, { head: 3, answer: "resumed" }, log)), []);
    assert.deepEqual(check(asked(1, { head: 1_001, answer: "resumed" })), []);
    finds("P5", /not answered/, asked(900, { head: 3, impossible: true, answer: "silence" }));
    finds("P5", /not answered/, asked(0, { head: 3, answer: "silence" }));
    finds("P5", /told to resync/, asked(900, { head: 3, impossible: true, answer: "resumed" }));
    finds("P5", /told to resync/, asked(0, { head: 1_001, answer: "resumed" }));
    finds("P5", /told to resync/, asked(0, { head: 1_001, answer: "resync" }, [entry(1)]));
  },
  "a snapshot with a hole, and a reader who never hears the end"() {
    const snapshot = { messages: [entry(1), entry(3)], last_seq: 3, limit: 50 };
    finds("P6", /snapshot/, history({ readings: [{ ...reading([], 3), snapshot }] }));
    finds("P6", /never heard/, history({ deaf: [{ reader: "bob", room: "r", head: 3, heard: 2 }] }));
  },
  "deeds that are lost, or done though refused"() {
    assert.deepEqual(check(bob_hears(1, 3, 120, { acts: [] })), []);
    const left_by_himself = room_of_two.with(3, { ...member(4, "member.left", "bob"), sender: "bob" });
    const acts = [act({ is: "ok" }), act({ is: "ok" })];
    finds("P1", /are lost/, history({ log: left_by_himself, acts }));
    finds(
      "P10",
      /only 0/,
      history({ log: left_by_himself, acts: [act({ is: "refused", code: "log/unavailable" })] }),
    );
  },
  "tables that are not what the log says"() {
    assert.deepEqual(check(history({ tables: whole })), []);
    finds("P1", /messages/, history({ tables: { ...whole, messages: new Map([["r", [1, 2]]]) } }));
    finds("P1", /members/, history({ tables: { ...whole, members: new Map([["r", ["bob"]]]) } }));
    finds("P1", /served/, history({ tables: { ...whole, events: new Map([["r", []]]) } }));
    const older = [...log, { seq: 4, type: "room.updated", at: time(4), sender: "alice", topic: "new" }];
    const found = check(history({ log: older, tables: { ...whole, topics: new Map([["r", "old"]]) } }));
    assert.ok(found.some(({ promise }) => promise === "P11"));
  },
  "an outage that costs more than it may"() {
    const later = there(3, ok(3), 4_100, 4_200);
    const redis = { troubles: [trouble("redis")] };
    assert.deepEqual(check(history({ ...redis, attempts: [there(1, ok(1), 2_000, 2_010), later] })), []);
    finds(
      "P9",
      /because Redis/,
      history({ ...redis, attempts: [there(9, unavailable, 2_000, 2_010), later] }),
    );
    finds("P9", /nothing was sent/, history({ ...redis, attempts: [later] }));
    const postgres = { troubles: [trouble("postgres")] };
    assert.deepEqual(
      check(history({ ...postgres, attempts: [there(9, unavailable, 2_000, 2_010), later] })),
      [],
    );
    finds(
      "P10",
      /acknowledged while/,
      history({ ...postgres, attempts: [there(1, ok(1), 2_000, 2_010), later] }),
    );
    finds("P10", /hung/, history({ ...postgres, attempts: [there(9, unavailable, 2_000, 5_000), later] }));
    const silent = { troubles: [trouble("silent postgres")] };
    assert.deepEqual(
      check(history({ ...silent, attempts: [there(9, unavailable, 2_000, 3_500), later] })),
      [],
    );
    finds(
      "P10",
      /acknowledged while/,
      history({ ...silent, attempts: [there(1, ok(1), 2_000, 2_010), later] }),
    );
    finds("P10", /hung/, history({ ...silent, attempts: [there(9, unavailable, 2_000, 12_000), later] }));
    const late = there(3, ok(3), 9_500, 9_600);
    finds("P10", /did not store again/, history({ troubles: [trouble()], attempts: [late] }));
  },
  "a full disk that costs more than new messages"() {
    const sent = there(9, unavailable, 2_000, 2_900);
    const later = there(3, ok(3), 4_100, 4_200);
    const read = look(200, 2_000, 2_010);
    const full = (attempts: Attempt[], looks: Look[], closes: Loss[] = []): History =>
      history({ troubles: [trouble("space")], attempts: [...attempts, later], looks, closes });
    assert.deepEqual(check(full([sent, there(1, ok(1), 1_000, 1_010)], [read], [loss(1006, 900)])), []);
    finds("P15", /reading failed/, full([sent], [read, look(503, 2_000, 2_010)]));
    finds("P15", /reading hung/, full([sent], [read, look(200, 2_000, 9_000)]));
    finds(
      "P15",
      /something else/,
      full([sent, there(2, unknown, 2_000, 2_010), there(2, ok(2), 4_100, 4_110)], [read]),
    );
    finds("P15", /something else/, full([sent, there(8, refused("room/gone"), 2_000, 2_010)], [read]));
    finds("P15", /send hung/, full([sent, there(8, unavailable, 2_000, 9_000)], [read]));
    finds("P15", /connection was lost/, full([sent], [read], [loss(1012, 2_000)]));
    finds("P15", /nothing was read/, full([sent], []));
    finds("P15", /nothing was sent/, full([], [read]));
    // So short that whoever sent was still in the queue when there was room again.
    const short = { ...trouble("space"), over: trouble("space").begun + 1_700 };
    assert.deepEqual(check(history({ troubles: [short], attempts: [later], looks: [read] })), []);
  },
  "an outage that is called a mistake, and a session that ends early"() {
    const internal = attempt(1, { is: "unknown", why: "internal" });
    finds("P10", /mistake/, history({ attempts: [internal, attempt(1, ok(1))] }));
    finds("P13", /session/, history({ attempts: [attempt(9, { is: "refused", code: "auth/required" })] }));
    finds("P13", /session/, history({ closes: [loss(4001, 50)] }));
  },
};

export const outage_checker_tests: Test[] = Object.entries(tests).map(([name, test]) => ({
  name: `the checker: ${name}`,
  run: () => Promise.resolve().then(test),
}));
