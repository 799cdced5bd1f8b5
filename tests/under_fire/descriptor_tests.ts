/** More connections than the process may have descriptors: the rest is refused politely, and nothing else changes. */
import assert from "node:assert/strict";
import { connect, type Socket as TcpSocket } from "node:net";
import { check_number, check_protection, read_head } from "../http/heads.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { eventually, pause } from "../server/deadline.ts";
import { populate } from "./crowd.ts";
import { cpu_seconds } from "./process.ts";
import { say, under_fire, type Stage } from "./stage.ts";
import { SteadyTalk } from "./steady_talk.ts";

const OPEN_FILES = 160;
/** More than the limit leaves beside the server's own files; each that is refused takes the server 50 ms. */
const VISITORS = 180;
const WATCHED_MS = 2_000;
/** Of one core. A loop that accepts in vain takes all of one. */
const SHARE_OF_A_CORE = 0.3;
const AGAIN_WITHIN_MS = 10_000;
const pace = { per_second: 50, text_bytes: 100 };

/** Connects and says nothing; keeps what it is told. */
class Visitor {
  text = "";
  over = false;
  readonly #socket: TcpSocket;

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1" });
    this.#socket.on("data", (part) => (this.text += part.toString("latin1")));
    for (const end of ["close", "end", "error"]) this.#socket.on(end, () => (this.over = true));
  }

  leave(): void {
    this.#socket.destroy();
  }
}

/** An answer as a client reads it, with everything that every other answer of the product carries. */
function assert_polite({ text }: Visitor, https = false): void {
  const answer = read_head(text);
  const { status, headers, body } = answer;
  assert.equal(status, 503, text);
  assert.match(headers.get("retry-after") ?? "", /^\d+$/);
  assert.equal(Number(headers.get("content-length")), body.length);
  assert.equal((JSON.parse(body) as { code: string }).code, "server/unavailable");
  check_protection(headers, https);
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("connection"), "close");
  check_number(answer);
}

/** No two of them are one and the same answer. */
function assert_numbered(refused: readonly Visitor[]): void {
  const numbers = refused.map(({ text }) => read_head(text).headers.get("x-request-id"));
  assert.equal(new Set(numbers).size, refused.length, "each has a number of its own");
}

async function talk_on(stage: Stage, server: Chatelier): Promise<SteadyTalk> {
  const population = { people: 3, rooms: 1, members: 3, stride: 1, writers: 1 };
  const talk = await SteadyTalk.begin(server, await populate(server.options.database_url, population), pace);
  stage.hold(talk.sockets);
  return talk;
}

/** Visitors until nobody new is taken, and those who were told so. */
async function crowd_in(server: Chatelier): Promise<{ visitors: Visitor[]; refused: () => Visitor[] }> {
  const visitors = Array.from({ length: VISITORS }, () => new Visitor(server.port));
  const refused = (): Visitor[] => visitors.filter(({ over }) => over);
  await eventually(
    () => (refused().length > 0 ? true : undefined),
    AGAIN_WITHIN_MS,
    "somebody to be refused",
  );
  return { visitors, refused };
}

async function welcome_again(server: Chatelier, visitors: readonly Visitor[]): Promise<void> {
  for (const visitor of visitors) visitor.leave();
  const answers = async (): Promise<true | undefined> => {
    const answer = await fetch(`${server.origin}/readyz`).catch(() => undefined);
    return answer?.status === 200 ? true : undefined;
  };
  await eventually(answers, AGAIN_WITHIN_MS, "new connections to be taken again");
}

const OUT_OF_DESCRIPTORS = /listener\.out_of_descriptors/g;

export const descriptor_tests = [
  under_fire(
    "without descriptors new connections are refused, the talk goes on, nothing spins [req-27] [req-29] [req-46]",
    async (stage) => {
      // More connections than descriptors, as if something else in the process had used them up.
      const server = await stage.server({ open_files: OPEN_FILES, flags: ["--max-connections", "10000"] });
      const talk = await talk_on(stage, server);
      await talk.during(200);
      const { visitors, refused } = await crowd_in(server);
      const { pid } = server.child;
      const begun = cpu_seconds(pid);
      await talk.during(WATCHED_MS);
      const share = (cpu_seconds(pid) - begun) / (WATCHED_MS / 1_000);
      await eventually(
        () => (refused().length > 10 ? true : undefined),
        AGAIN_WITHIN_MS,
        "those in line to be told one after the other",
      );
      for (const visitor of refused()) assert_polite(visitor);
      assert_numbered(refused());
      const lines = server.child.output().match(OUT_OF_DESCRIPTORS)?.length ?? 0;
      say(
        `${(100 * share).toFixed(0)} % of a core meanwhile, ${refused().length} refused, ${lines} lines in the log`,
      );
      assert.ok(lines > 0, "the limit was reached");
      assert.ok(share < SHARE_OF_A_CORE, `${share} of a core`);
      await welcome_again(server, visitors);
      await talk.during(200);
      assert.equal(server.child.ended, undefined);
    },
  ),

  under_fire(
    "by default a server takes fewer connections than it has descriptors [req-27] [req-29] [req-46]",
    async (stage) => {
      const server = await stage.server({ open_files: OPEN_FILES });
      const talk = await talk_on(stage, server);
      const { visitors, refused } = await crowd_in(server);
      await pause(100);
      for (const visitor of refused()) assert_polite(visitor);
      await talk.during(200);
      assert.doesNotMatch(server.child.output(), OUT_OF_DESCRIPTORS);
      await welcome_again(server, visitors);
    },
  ),

  under_fire(
    "a full server whose people come over https refuses them with the headers of https as well [req-27] [req-29]",
    async (stage) => {
      const flags = ["--max-connections", "4", "--public-url", "https://chat.example"];
      const server = await stage.server({ flags });
      const { visitors, refused } = await crowd_in(server);
      await pause(100);
      for (const visitor of refused()) assert_polite(visitor, true);
      assert_numbered(refused());
      await welcome_again(server, visitors);
    },
  ),
];
