/**
 * The kill test: people talk without pause while the server is killed with -9
 * five times at random moments, and Postgres once; then the promises are
 * checked on all that was written down. SEED=n repeats a run's choices.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Chatelier } from "../server/chatelier.ts";
import { pause } from "../server/deadline.ts";
import { open_room, Person } from "../server/person.ts";
import { output_dir } from "../server/place.ts";
import { Postgres } from "../server/postgres.ts";
import { Redis } from "../server/redis.ts";
import { run_suite } from "../server/suite.ts";
import { check, shortest } from "./checker.ts";
import { checker_tests } from "./checker_tests.ts";
import { random_from } from "./random.ts";
import { Talk } from "./talk.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const KILLS = 5;
const TALKED_BEFORE = 30;
const BACK_WITHIN_MS = 15_000;
/** From the return of Postgres to the first acknowledged message (P10). */
const RECOVERED_WITHIN_MS = 5_000;

async function talkers(server: Chatelier): Promise<{ people: Person[]; rooms: string[] }> {
  const names = ["alice", "bob", "carol", "dora"];
  const people = await Promise.all(names.map((username) => Person.register(server.origin, { username })));
  const rooms = [await open_room("kitchen", people), await open_room("attic", people)];
  return { people, rooms };
}

async function survive(): Promise<void> {
  console.log(`seed ${seed}`);
  const random = random_from(seed);
  const postgres = await Postgres.start();
  const redis = await Redis.start();
  let server = await Chatelier.start({
    database_url: await postgres.new_database("kill"),
    redis_url: redis.url,
  });
  const { people, rooms } = await talkers(server);
  const talk = new Talk({ people, rooms, random });
  await talk.start();
  await talk.acknowledged(TALKED_BEFORE, 0, BACK_WITHIN_MS);

  for (let kill = 1; kill <= KILLS; kill += 1) {
    await pause(100 + 900 * random());
    const port = server.port;
    await server.kill();
    server = await Chatelier.start({ ...server.options, port });
    await talk.acknowledged(TALKED_BEFORE, talk.now(), BACK_WITHIN_MS);
    console.log(`kill ${kill} of the server: ${talk.count("ok")} acknowledged so far`);
  }

  await pause(100 + 900 * random());
  await postgres.crash();
  await postgres.start();
  await talk.acknowledged(1, talk.now(), RECOVERED_WITHIN_MS);
  await talk.acknowledged(TALKED_BEFORE, talk.now(), BACK_WITHIN_MS);
  console.log(`crash of Postgres: ${talk.count("ok")} acknowledged so far`);

  await talk.end();
  const history = await talk.history();
  await Promise.all(people.map((person) => person.leave()));
  const tally = (["ok", "unknown", "refused"] as const).map((outcome) => `${talk.count(outcome)} ${outcome}`);
  console.log(`${history.attempts.length} attempts (${tally.join(", ")})`);
  if (talk.count("unknown") === 0)
    throw new Error("no kill hit a message on its way: the test has tested nothing");
  const violations = check(history);
  await server.stop();
  await postgres.stop();
  await redis.kill();
  if (violations.length === 0) return;
  const path = join(output_dir, `kill-history-${seed}.json`);
  writeFileSync(path, JSON.stringify({ seed, ...history, logs: [...history.logs] }, null, 1));
  throw new Error(
    `seed ${seed} (SEED=${seed} repeats its choices); the whole history: ${path}\n${shortest(violations)}`,
  );
}

await run_suite([
  ...checker_tests,
  {
    name: `five kills of the server and one crash of Postgres lose nothing that was acknowledged`,
    run: survive,
  },
]);
