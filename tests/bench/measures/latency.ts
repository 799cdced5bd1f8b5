/** One message at a time, from the sender's socket to the receiver's, over what a commit and a socket cost anyway. */
import { measure, median, told, windows } from "../measure.ts";
import { plain_inserts, type Inserts } from "../pgbench.ts";
import { load, on_stage, Stage, type Summary, type TalkStep } from "../stage.ts";
import { delays, only } from "../steps.ts";

interface Latency {
  step: TalkStep;
  commit: Inserts;
  echo: { round_trip_ms: Summary };
}

const RATE = 50;

const floor = ({ commit, echo }: Latency): number => commit.p50_ms + echo.round_trip_ms.p50;

export const latency = measure<Latency>({
  name: "latency",
  title: `Latency: ${RATE} messages/s by one sender to one other`,
  rounds: "every",
  once: async (round) =>
    on_stage(await Stage.with({ people: 2, rooms: 1, members: 2, stride: 0, writers: 1 }), async (stage) => {
      const talk = await stage.talk("--rate", RATE, "--senders", 1, "--hearers", 2, ...windows(round));
      const commit = await plain_inserts(stage.database_url, 1, 3, RATE);
      return { step: only(talk), commit, echo: await load("floor-echo", "--seconds", 2) };
    }),
  rows: (results) => [
    { what: "delivery", figures: delays(results.map(({ step }) => step.delivery_ms)) },
    {
      what: "floor: one commit by pgbench, as often, and a bare socket's echo",
      figures: `${told(
        results.map(({ commit }) => commit.p50_ms),
        "ms",
      )} and ${told(
        results.map(({ echo }) => echo.round_trip_ms.p50),
        "ms",
      )} at p50; the commit's p99 ${median(results.map(({ commit }) => commit.p99_ms)).toFixed(2)} ms`,
    },
    {
      what: "delivery over the floor, at p50",
      figures: told(
        results.map((result) => result.step.delivery_ms.p50 / floor(result)),
        "×",
      ),
    },
  ],
});
