/**
 * Who hears what: every durable event of the schema in a public and in a
 * private room to which everybody listens who can. Whoever may read hears it
 * once; whoever may not hears of nothing, and nobody who is out hears more.
 */
import assert from "node:assert/strict";
import type { ServerEvent } from "../../web/src/protocol.ts";
import type { Test } from "../server/suite.ts";
import type { Cast, Place } from "./cast.ts";
import { durable_events } from "./contract.ts";
import { everybody_listens, type Ear } from "./ear.ts";
import { endings, producers, type Producer } from "./producers.ts";
import { accounts, may_read, type Account } from "./roles.ts";
import { counts, the_cast } from "./stage.ts";

/** What a person hears of the own place in a room, beside its log. */
const beside = new Set(["room.added", "room.removed", "gone", "resumed", "read.marked", "ack"]);

function in_log(frames: readonly ServerEvent[]): string[] {
  return frames.filter(({ type }) => !beside.has(type)).map(({ type }) => type);
}

interface Listening {
  cast: Cast;
  place: Place;
  ears: readonly Ear[];
  since: Map<Ear, number>;
}

/** Everybody asks for the room's events after this seq; who may not read it is told that it is gone. */
async function listen(place: Place, cast: Cast, after: number): Promise<Listening> {
  const ears = await everybody_listens(cast, accounts);
  const since = new Map<Ear, number>();
  for (const ear of ears) {
    since.set(ear, ear.heard.length);
    const answer = await ear.resume(place.room, after);
    const expected = may_read(ear.role, place.kind) ? "resumed" : "gone";
    assert.equal(answer, expected, `${ear.role} resumes a ${place.kind} room`);
    if (after > 0) since.set(ear, ear.heard.length);
  }
  return { cast, place, ears, since };
}

/** Waits for what must come, then for all that came, and compares. */
async function heard(
  { ears, since, place }: Listening,
  types: (role: Account) => readonly string[],
): Promise<void> {
  const of_room = (ear: Ear): string[] => in_log(ear.of_room(place.room, since.get(ear) ?? 0));
  for (const ear of ears) {
    const expected = types(ear.role);
    const last = expected.at(-1);
    if (last !== undefined)
      await ear.until(
        `${last} of the ${place.kind} room`,
        (frame) => frame.type === last && "room" in frame && frame.room === place.room,
        since.get(ear),
      );
  }
  for (const ear of ears) await ear.fence();
  const wrong = ears.flatMap((ear) => {
    const [came, expected] = [of_room(ear).join(", "), types(ear.role).join(", ")];
    return came === expected ? [] : [`${ear.role} heard [${came}], not [${expected}]`];
  });
  assert.deepEqual(wrong, [], `the ${place.kind} room`);
}

/** Two messages: what comes with the first may have been under way already. */
async function owner_goes_on({ cast, place }: Listening): Promise<void> {
  for (const text of ["and", "on"])
    await cast.session("owner").must("POST", `/rooms/${place.room}/messages`, { text });
}

async function play(kind: "public" | "private", type: string, producer: Producer): Promise<Listening> {
  const cast = await the_cast();
  const place = await cast.open_room(kind);
  const listening = await listen(place, cast, await cast.last_seq(place));
  await producer.happen(cast, place);
  const hears = (role: Account): readonly string[] => (may_read(role, kind) ? [type] : []);
  await heard(listening, hears);
  for (const role of accounts) counts.add(type, role, may_read(role, kind) ? undefined : "silence");
  counts.add(type, "nobody", "no socket");
  if (type === "room.deleted") return listening;
  await owner_goes_on(listening);
  await heard(listening, (role) =>
    !may_read(role, kind) || producer.last_for.includes(role)
      ? hears(role)
      : [type, "message.created", "message.created"],
  );
  return listening;
}

/** The one event that nobody can wait for: heard from the beginning of the log, by whoever may read. */
async function play_created(kind: "public" | "private"): Promise<void> {
  const cast = await the_cast();
  const place = await cast.open_room(kind);
  const last_seq = await cast.last_seq(place);
  const { ears, since } = await listen(place, cast, 0);
  for (const ear of ears) {
    const log = in_log(ear.of_room(place.room, since.get(ear) ?? 0));
    if (may_read(ear.role, kind)) {
      assert.equal(log[0], "room.created", `${ear.role} hears the room from its beginning`);
      assert.equal(log.length, last_seq, `${ear.role} hears all of it`);
    } else assert.deepEqual(log, [], `${ear.role} hears nothing`);
    counts.add("room.created", ear.role, may_read(ear.role, kind) ? undefined : "silence");
  }
  counts.add("room.created", "nobody", "no socket");
}

function play_type(type: string, kind: "public" | "private"): Promise<unknown> {
  const producer = producers[type];
  if (producer === undefined) throw new Error(`how does ${type} come about? Say so in producers.ts`);
  return type === "room.created" ? play_created(kind) : play(kind, type, producer);
}

export const event_tests: readonly Test[] = [
  ...durable_events.map((type) => ({
    name: `${type} is heard by whoever may read the room, and by nobody else [req-24] [req-41]`,
    async run() {
      for (const kind of ["public", "private"] as const) await play_type(type, kind);
    },
  })),
  ...endings.map((ending) => ({
    name: `nothing more is heard by ${ending.name} [req-24]`,
    async run() {
      const { ears, place, since } = await play(ending.kind, ending.type, ending);
      const gone = ears
        .filter((ear) => ear.of_room(place.room, since.get(ear) ?? 0).some(({ type }) => type === "gone"))
        .map(({ role }) => role);
      assert.deepEqual(gone, ending.told_gone, "who is told that the room is gone");
    },
  })),
];
