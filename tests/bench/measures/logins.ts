/** Logins: a password's hash is meant to be slow, and all else should be little beside it. */
import { measure, told } from "../measure.ts";
import { Session } from "../../server/session.ts";
import { load, on_stage, Stage, used_seconds } from "../stage.ts";

interface Logins {
  per_second: number;
  server_ms_each: number;
  hash_ms: number;
}

const CLIENTS = 4;

async function logins_for(stage: Stage, seconds: number): Promise<Omit<Logins, "hash_ms">> {
  const { origin, child } = stage.server;
  const people = Array.from({ length: CLIENTS }, (_, number) => ({
    username: `somebody${number}`,
    password: `orchard lantern ${number}`,
  }));
  for (const person of people) await Session.register(origin, person);
  const used = used_seconds(child.pid);
  const begun = performance.now();
  const end = begun + 1_000 * seconds;
  const counts = await Promise.all(
    people.map(async (person) => {
      let count = 0;
      for (; performance.now() < end; count += 1) await Session.sign_in(origin, person);
      return count;
    }),
  );
  const count = counts.reduce((sum, each) => sum + each, 0);
  return {
    per_second: (1_000 * count) / (performance.now() - begun),
    server_ms_each: (1_000 * (used_seconds(child.pid) - used)) / count,
  };
}

export const logins = measure<Logins>({
  name: "logins",
  title: `Logins by ${CLIENTS} clients at once, on one core`,
  rounds: "every",
  once: async (round) => {
    const found = await on_stage(await Stage.set(), async (stage) => {
      await stage.serve();
      return logins_for(stage, round.quick ? 2 : 4);
    });
    const { ms_each } = await load<{ ms_each: number }>("floor-hash", "--seconds", 1);
    return { ...found, hash_ms: ms_each };
  },
  rows: (results) => [
    {
      what: "logins",
      figures: told(
        results.map(({ per_second }) => per_second),
        "/s",
      ),
    },
    {
      what: "server, each",
      figures: `${told(
        results.map(({ server_ms_each }) => server_ms_each),
        "ms",
      )}, of which Argon2id alone ${told(
        results.map(({ hash_ms }) => hash_ms),
        "ms",
      )}`,
    },
  ],
});
