/** Everybody tries to sign in at once, rightly and wrongly, from everywhere: the chat goes on beside it. */
import assert from "node:assert/strict";
import { Session } from "../server/session.ts";
import { pause } from "../server/deadline.ts";
import { populate } from "./crowd.ts";
import { compare, ms, percentile, type Comparison } from "./figures.ts";
import { say, under_fire } from "./stage.ts";
import { SteadyTalk } from "./steady_talk.ts";

const SIGNING_IN = 64;
const RIGHT = 8;
const STRETCH_MS = 1_500;
const STRETCHES = 3;
const pace = { per_second: 200, text_bytes: 100 };
/**
 * Argon2id keeps two threads busy and moves 64 MiB each through the caches; on two cores the kernel divides them among
 * these, the shards, Postgres and this test. So long may the slowest hundredth of the acknowledgements wait then. A
 * shard that hashed itself would hold everybody up for 50 ms at each of the sign-ins that wait: for seconds.
 */
const AT_MOST_MS = 250;
/** The flood is made in this process, too: without a pause it would measure itself. */
const REFUSED_PAUSE_MS = 250;

const holds = ({ troubled }: Comparison): boolean => troubled <= AT_MOST_MS;

/** Signs in again and again until it is told to end; counts the answers. */
class Flood {
  readonly answers = new Map<string, number>();
  readonly #origin: string;
  readonly #known: readonly { username: string; password: string }[];
  #ending = new AbortController();

  constructor(origin: string, known: readonly { username: string; password: string }[]) {
    this.#origin = origin;
    this.#known = known;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const ending = new AbortController();
    this.#ending = ending;
    const visitors = Array.from({ length: SIGNING_IN }, (_, number) => this.visit(number));
    try {
      return await work();
    } finally {
      ending.abort();
      await Promise.all(visitors);
    }
  }

  private async visit(number: number): Promise<void> {
    const session = new Session(this.#origin);
    const { username, password } = this.#known[number % this.#known.length] ?? { username: "", password: "" };
    for (let attempt = 0; !this.#ending.signal.aborted; attempt += 1) {
      const right = (number + attempt) % 2 === 0;
      const body = right ? { login: username, password } : { login: `nobody${number}.${attempt}`, password };
      const from = `203.0.${number}.${attempt % 256}`;
      const { status } = await session.request("POST", "/auth/login", {
        body,
        headers: { cookie: null, "x-forwarded-for": from },
      });
      const answer = `${right ? "right" : "wrong"} ${status}`;
      this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
      if (status >= 429) await pause(REFUSED_PAUSE_MS);
    }
  }
}

export const login_flood_tests = [
  under_fire(`[req-44] ${SIGNING_IN} who sign in at once do not stop the talk`, async (stage) => {
    const server = await stage.server({ flags: ["--trusted-proxies", "127.0.0.1"] });
    const people = await populate(server.options.database_url, {
      people: 4,
      rooms: 1,
      members: 4,
      stride: 1,
      writers: 1,
    });
    const known = Array.from({ length: RIGHT }, (_, number) => ({
      username: `visitor${number}`,
      password: `orchard lantern ${number}`,
    }));
    for (const credentials of known) await Session.register(server.origin, credentials);
    const talk = await SteadyTalk.begin(server, people, pace);
    stage.hold(talk.sockets);
    const p99 = async (): Promise<number> => percentile((await talk.during(STRETCH_MS)).acknowledged, 0.99);
    await p99(); // Caches, pools and compiled code are warm before anything counts.
    const flood = new Flood(server.origin, known);
    const medians = await compare({
      stretches: STRETCHES,
      holds,
      calm: p99,
      troubled: () => flood.during(p99),
    });
    const answers = [...flood.answers].sort().map(([answer, count]) => `${answer}: ${count}`);
    say(`acknowledged p99 ${ms(medians.calm)}, in the flood ${ms(medians.troubled)}; ${answers.join(", ")}`);
    assert.ok(holds(medians), JSON.stringify(medians));
    // Some are served, the others told to come back.
    const expected = ["right 200", "right 429", "wrong 401", "wrong 429"];
    assert.deepEqual([...flood.answers.keys()].toSorted(), expected);
  }),
];
