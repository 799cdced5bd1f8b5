/**
 * Sessions near their limits while the clocks jump an hour: of the nodes, then of Postgres (P13). Limits are judged by
 * the nodes' clocks at every question and nothing is written down of it, so that a clock that is put right has ended
 * nobody; what its owner has ended stays so whatever the time is.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { pause } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import { sql } from "../server/postgres.ts";
import type { Test } from "../server/suite.ts";
import type { WallClock } from "../server/wall_clock.ts";
import { Stage } from "./stage.ts";

const HOUR_S = 3_600;
/** `--session-idle-days` and `--session-absolute-days`, as they are unless somebody sets them. */
const IDLE_H = 30 * 24;
const ABSOLUTE_H = 365 * 24;
/** The faked clock's offset is noticed within a second, and a session is remembered for one more. */
const NOTICED_MS = 2_300;
const SESSION_ENDED = 4001;

interface Age {
  name: string;
  /** Hours since it began and since it was used. */
  began: number;
  used: number;
}

const ages: readonly Age[] = [
  { name: "fresh", began: 0, used: 0 },
  { name: "idle.for.long", began: IDLE_H - 1.5, used: IDLE_H - 1.5 },
  { name: "idle.nearly.over", began: IDLE_H - 0.5, used: IDLE_H - 0.5 },
  { name: "idle.over", began: IDLE_H + 1.5, used: IDLE_H + 1.5 },
  { name: "old", began: ABSOLUTE_H - 1.5, used: 0 },
  { name: "old.nearly.over", began: ABSOLUTE_H - 0.5, used: 0 },
  { name: "old.over", began: ABSOLUTE_H + 1.5, used: 0 },
];
const SIGNED_OUT = "signed.out";

/** Whose limits have not passed by a clock that is so many hours ahead. */
const standing_at = (ahead: number): string[] =>
  ages
    .filter(({ began, used }) => began + ahead < ABSOLUTE_H && used + ahead < IDLE_H)
    .map(({ name }) => name);

/** By the true time, which no clock that is moved here changes. */
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_S * 1_000).toISOString();

class Sessions {
  readonly #stage: Stage;
  readonly #people: Map<string, Person>;

  private constructor(stage: Stage, people: Map<string, Person>) {
    this.#stage = stage;
    this.#people = people;
  }

  static async begin(stage: Stage): Promise<Sessions> {
    const origin = stage.nodes[0]?.origin ?? "";
    const people = new Map<string, Person>();
    for (const username of [...ages.map(({ name }) => name), SIGNED_OUT])
      people.set(username, await Person.register(origin, { username }));
    const sessions = new Sessions(stage, people);
    const { session } = sessions.person(SIGNED_OUT);
    const kept = session.by_way_of(origin);
    await session.must("POST", "/auth/logout");
    session.cookie = kept.cookie;
    return sessions;
  }

  person(name: string): Person {
    const person = this.#people.get(name);
    if (person === undefined) throw new Error(`there is no ${name}`);
    return person;
  }

  async age(): Promise<void> {
    for (const { name, began, used } of ages)
      await this.sql(
        `update sessions set created_at = '${ago(began)}', last_seen_at = '${ago(used)}'
         where user_id = '${this.person(name).session.user_id}'`,
      );
  }

  /** The nodes agree; what is refused is refused as any session that has ended. */
  async standing(): Promise<string[]> {
    const standing: string[] = [];
    for (const [name, { session }] of this.#people) {
      const statuses = new Set<number>();
      for (const { origin } of this.#stage.nodes)
        statuses.add((await session.by_way_of(origin).request("GET", "/me")).status);
      if (statuses.has(200)) standing.push(name);
      assert.deepEqual([...statuses], [statuses.has(200) ? 200 : 401], name);
    }
    return standing;
  }

  /** Hours from the true time, rounded. */
  async last_use_of(name: string): Promise<number> {
    const seen = await this.sql(
      `select extract(epoch from last_seen_at) from sessions where user_id = '${this.person(name).session.user_id}'`,
    );
    return Math.round((Number(seen) - Date.now() / 1_000) / HOUR_S);
  }

  private sql(statements: string): Promise<string> {
    return sql(this.#stage.database_url, statements);
  }
}

async function jump(clock: WallClock, hours: number): Promise<void> {
  clock.set(hours * HOUR_S);
  await pause(NOTICED_MS);
}

async function play(stage: Stage): Promise<void> {
  if (stage.clocks === undefined) throw new Error("the clock cannot be moved");
  const { nodes, postgres } = stage.clocks;
  const sessions = await Sessions.begin(stage);
  const [fresh, idle] = [sessions.person("fresh"), sessions.person("idle.nearly.over")];
  const room = await open_room("By the clock", [fresh, idle]);
  for (const person of [fresh, idle]) await person.connect();
  const fresh_talks = async (): Promise<void> =>
    assert.equal((await fresh.send(room, randomUUID(), "still here")).is, "ok");

  await sessions.age();
  await pause(NOTICED_MS);
  assert.deepEqual(await sessions.standing(), standing_at(0), "before any jump");

  await sessions.age();
  await jump(nodes, 1);
  await idle.send(room, randomUUID(), "not any more");
  await idle.ended(SESSION_ENDED);
  assert.deepEqual(await sessions.standing(), standing_at(1), "an hour ahead");
  await fresh_talks();

  await jump(nodes, 0);
  assert.equal(await sessions.last_use_of("idle.for.long"), 1, "used in an hour, by the clock of then");
  assert.deepEqual(await sessions.standing(), standing_at(0), "put right again");
  await jump(nodes, -1);
  assert.deepEqual(await sessions.standing(), standing_at(0), "used two hours after now");
  assert.equal(await sessions.last_use_of("idle.for.long"), 1, "a use is never taken back");

  await sessions.age();
  await pause(NOTICED_MS);
  assert.deepEqual(await sessions.standing(), standing_at(-1), "an hour behind");
  await fresh_talks();
  await jump(nodes, 0);

  for (const hours of [1, -1]) {
    await sessions.age();
    await jump(postgres, hours);
    assert.deepEqual(await sessions.standing(), standing_at(0), `Postgres is ${hours} h ahead`);
    await fresh_talks();
  }
  assert.deepEqual(fresh.closes, []);
  await fresh.leave();
}

/** `refused`: why no clock can be moved here. */
export const session_clock_tests = (refused: string | undefined): readonly Test[] => [
  {
    name: "an hour's jump of a clock ends no session with more than an hour left, revives none over for longer [P13]",
    async run() {
      if (refused !== undefined) {
        console.log(`      SKIPPED ${refused}`);
        return;
      }
      const stage = await Stage.set(new Set(["clock"]));
      try {
        await play(stage);
      } finally {
        await stage.end();
      }
    },
  },
];
