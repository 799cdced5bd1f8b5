/** What the machine asks for the same work without a chat server. */
import { measure, told, type Row } from "../measure.ts";
import { bare_copy } from "../pgbench.ts";
import { load, on_stage, Stage, type Summary } from "../stage.ts";

interface Floors {
  send: { frames_per_call: number; us_per_frame: number }[];
  echo: { round_trip_ms: Summary };
  hash: { hashes: number; ms_each: number };
  copied_per_second: number;
}

const ROOMS = 50;

function rows(results: readonly Floors[]): Row[] {
  const calls = results[0]?.send.map(({ frames_per_call }) => frames_per_call) ?? [];
  return [
    ...calls.map((frames) => ({
      what: `sendmsg of ${frames} ${frames === 1 ? "frame" : "frames"} of 330 bytes to each of 1,000 sockets`,
      figures: told(
        results.flatMap(({ send }) =>
          send.flatMap((each) => (each.frames_per_call === frames ? [each.us_per_frame] : [])),
        ),
        "µs per frame",
      ),
    })),
    {
      what: "a socket's echo",
      figures: told(
        results.map(({ echo }) => echo.round_trip_ms.p50),
        "ms at p50",
      ),
    },
    {
      what: "Argon2id with the parameters of the product",
      figures: told(
        results.map(({ hash }) => hash.ms_each),
        "ms each",
      ),
    },
    {
      what: "COPY into the two tables of a message, 512 of each in a transaction",
      figures: told(
        results.map(({ copied_per_second }) => copied_per_second),
        "messages/s",
      ),
    },
  ];
}

export const floors = measure<Floors>({
  name: "floors",
  title: "Floors: the same work without a chat server",
  rounds: "every",
  once: async ({ quick, number }) => {
    // The first round tells them well; the others say how far they move.
    const seconds = quick || number > 1 ? 0.5 : 1;
    return {
      send: await load("floor-send", "--seconds", seconds),
      echo: await load("floor-echo", "--seconds", seconds),
      hash: await load("floor-hash", "--seconds", seconds),
      copied_per_second: await on_stage(
        await Stage.with({ people: 1, rooms: ROOMS, members: 1, stride: 1, writers: 1 }),
        (stage) => bare_copy(stage.database_url, quick ? 20_000 : 100_000, ROOMS),
      ),
    };
  },
  rows,
});
