/** The server dies under a crowd, and all of it comes back at once: within its memory, and within a minute (P14). */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { patient } from "../../server/deadline.ts";
import { Person } from "../../server/person.ts";
import { fault } from "./stage.ts";

const DEVICES_EACH = 40;
const SAID_BEFORE = 20;
const SAID_AFTER = 30;
const BACK_WITHIN_MS = 60_000;
const MEBIBYTES_AT_MOST = 256;
const text = "0123456789".repeat(200);

/** The most that the process has held so far. */
function mebibytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function say(person: Person, room: string, times: number): Promise<number> {
  let last = 0;
  for (let number = 0; number < times; number += 1) {
    const outcome = await person.post(room, randomUUID(), text);
    assert.ok(outcome.is === "ok", JSON.stringify(outcome));
    last = outcome.seq;
  }
  return last;
}

export const storm_faults = [
  fault("everybody comes back at once [P5] [P14]", async (stage) => {
    const postgres = await stage.postgres();
    await postgres.start();
    const options = { database_url: await postgres.new_database("app"), redis_url: stage.redis().url };
    const server = await stage.server(options);
    const people = await stage.people(server, "alice", "bob", "carol", "dave", "erin");
    const [alice] = people;
    assert.ok(alice !== undefined);
    const room = await stage.room(people);
    const crowd = people.flatMap(({ name, session }) =>
      Array.from(
        { length: DEVICES_EACH },
        (_, number) => new Person(`${name} on device ${number}`, session.by_way_of(server.origin)),
      ),
    );
    for (const device of crowd) {
      device.hear_from(room, 0);
      await device.stay();
    }
    const before = await say(alice, room, SAID_BEFORE);
    await Promise.all(crowd.map((device) => device.hears(room, before)));

    await server.kill();
    const again = await server.start_again();
    stage.keep(again);
    const back = Date.now();
    const after = await say(alice, room, SAID_AFTER);
    await Promise.all(crowd.map((device) => device.hears(room, after, BACK_WITHIN_MS)));
    const took = Date.now() - back;
    assert.ok(took < patient(BACK_WITHIN_MS), `it took ${took} ms`);
    const everything = Array.from({ length: after }, (_, index) => index + 1);
    for (const device of crowd) assert.deepEqual(device.seqs(room), everything, device.name);
    const held = mebibytes(again.child.pid);
    assert.ok(held < MEBIBYTES_AT_MOST, `the server held ${held.toFixed(0)} MiB`);
    console.log(
      `      ${crowd.length} devices were back after ${took} ms; the server held ${held.toFixed(0)} MiB`,
    );
    await Promise.all(crowd.map((device) => device.leave()));
  }),
];
