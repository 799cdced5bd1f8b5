/**
 * The suite of transcripts: the language's own tests, every *.chat beside this
 * file against one server with two shards, then the faults, each with a server
 * and services of its own.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Chatelier } from "../server/chatelier.ts";
import { services } from "../server/services.ts";
import { run_suite, type Test } from "../server/suite.ts";
import { faults } from "./faults/all.ts";
import { parse } from "./language/parse.ts";
import type { Scenario } from "./language/syntax.ts";
import { play } from "./player.ts";
import { runner_tests } from "./runner_tests.ts";

let shared: Promise<Chatelier> | undefined;
const started: Chatelier[] = [];

async function start(rate_limits: "on" | "off"): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  const server = await Chatelier.start({ database_url: await new_database(), redis_url, rate_limits });
  started.push(server);
  return server;
}

function server_for(scenario: Scenario): Promise<Chatelier> {
  if (scenario.needs.includes("rate limits")) return start("on");
  shared ??= start("off");
  return shared;
}

function transcripts(): Test[] {
  const files = globSync(join(import.meta.dirname, "*.chat")).sort();
  return files.flatMap((path) => {
    const name = basename(path);
    return parse(name, readFileSync(path, "utf8")).map((scenario) => ({
      name: `${name}: ${scenario.title}`,
      run: async () => play(scenario, await server_for(scenario)),
    }));
  });
}

await run_suite([...runner_tests, ...transcripts(), ...faults], async () => {
  for (const server of started) {
    if (server.child.ended !== undefined)
      throw new Error(`the server ended by itself:\n${server.child.output(40)}`);
    const { code } = await server.stop();
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${server.child.output(40)}`);
  }
});
