/**
 * The suite of transcripts: the language's own tests, every *.chat beside this
 * file against one server with two shards, then the faults, each with a server
 * and services of its own.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Chatelier } from "../server/chatelier.ts";
import { pause } from "../server/deadline.ts";
import { services } from "../server/services.ts";
import { run_suite, type Test } from "../server/suite.ts";
import { ending_tests } from "./ending_tests.ts";
import { faults } from "./faults/all.ts";
import { parse } from "./language/parse.ts";
import type { Scenario } from "./language/syntax.ts";
import { log_tests } from "./log_tests.ts";
import { play } from "./player.ts";
import { runner_tests } from "./runner_tests.ts";
import { terminal_tests } from "./terminal_tests.ts";
import { text_tests } from "./text_tests.ts";

let shared: Chatelier | undefined;
const running: Chatelier[] = [];

async function start(rate_limits: "on" | "off"): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  const server = await Chatelier.start({ database_url: await new_database(), redis_url, rate_limits });
  running.push(server);
  return server;
}

async function shared_server(): Promise<Chatelier> {
  // A server that a scenario has brought down is that scenario's failure, not the next one's.
  if (shared?.child.ended !== undefined) shared = undefined;
  shared ??= await start("off");
  return shared;
}

function server_for({ needs }: Scenario): Promise<Chatelier> {
  return needs.includes("rate limits") ? start("on") : shared_server();
}

async function play_alone(scenario: Scenario): Promise<void> {
  const server = await server_for(scenario);
  const failure = await play(scenario, server).then(
    () => undefined,
    (error: unknown) => error,
  );
  const end = await Promise.race([server.child.exited, pause(failure === undefined ? 0 : 200)]);
  if (end !== undefined)
    throw new Error(`the server ended (${end.signal ?? end.code}):\n${server.child.output(20)}`, {
      cause: failure,
    });
  if (failure !== undefined) throw failure;
}

function transcripts(): Test[] {
  const files = globSync(join(import.meta.dirname, "*.chat")).sort();
  return files.flatMap((path) => {
    const name = basename(path);
    return parse(name, readFileSync(path, "utf8")).map((scenario) => ({
      name: `${name}: ${scenario.title}`,
      run: () => play_alone(scenario),
    }));
  });
}

const beside_the_transcripts = [
  ...text_tests(shared_server),
  ...terminal_tests(shared_server),
  ...log_tests,
  ...ending_tests,
  ...faults,
];
await run_suite([...runner_tests, ...transcripts(), ...beside_the_transcripts], async () => {
  for (const server of running.filter(({ child }) => child.ended === undefined)) {
    const { code, signal } = await server.stop();
    if (code !== 0) throw new Error(`the server ended with ${signal ?? code}:\n${server.child.output(40)}`);
  }
});
