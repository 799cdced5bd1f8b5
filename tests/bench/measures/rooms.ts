/** What a message costs as rooms grow in number: the same people, the same rate, spread over ever more rooms. */
import { measure, median, told, windows, type Round, type Row } from "../measure.ts";
import { on_stage, Stage, type TalkStep } from "../stage.ts";
import { delays, losses, only, us_per_message } from "../steps.ts";

const MEMBERS = 50;
const PEOPLE = 1_000;
/** A message every ten seconds in each of the most rooms. */
const RATE = 1_000;
const MOST_ROOMS = 10_000;

interface Rooms {
  rooms: number;
  step: TalkStep;
}

async function with_rooms(round: Round, rooms: number): Promise<Rooms> {
  const population = { people: PEOPLE, rooms, members: MEMBERS, stride: MEMBERS, writers: 1 };
  return on_stage(await Stage.with(population), async (stage) => {
    await stage.analyse_people();
    // Each room's writer is another person, for as long as there are people.
    const crowd = ["--senders", Math.min(rooms, PEOPLE), "--hearers", MEMBERS];
    // So long that every room is written into.
    const seconds = round.quick ? round.seconds : MOST_ROOMS / RATE;
    return {
      rooms,
      step: only(await stage.talk("--rate", RATE, ...crowd, ...windows({ ...round, seconds }))),
    };
  });
}

function rows(results: readonly Rooms[][]): Row[] {
  const numbers = results[0]?.map(({ rooms }) => rooms) ?? [];
  const steps = (rooms: number): TalkStep[] =>
    results.flat().flatMap((each) => (each.rooms === rooms ? [each.step] : []));
  const both = (rooms: number): number[] =>
    steps(rooms).map((step) => us_per_message(step) + us_per_message(step, "postgres"));
  const [few, many] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  const growth = both(many).map((cost, round) => cost / (both(few)[round] ?? Number.NaN));
  return [
    ...numbers.map((rooms) => {
      const found = steps(rooms);
      const costs = (["server", "postgres"] as const).map(
        (process) =>
          `${told(
            found.map((step) => us_per_message(step, process)),
            "µs",
          )} of ${process}`,
      );
      const delivered = delays(found.map((step) => step.delivery_ms));
      return {
        what: `${rooms.toLocaleString("en")} rooms of ${MEMBERS}`,
        figures: `${costs.join(", ")} per message; delivered ${delivered}; ${losses(found)}`,
      };
    }),
    {
      what: `server and Postgres together, ${many.toLocaleString("en")} rooms over ${few.toLocaleString("en")}`,
      figures: told(growth, "×"),
      must: "≤ 1.1 ×",
      met: median(growth) <= 1.1,
    },
  ];
}

export const rooms = measure<Rooms[]>({
  name: "rooms",
  title: `Rooms: ${RATE.toLocaleString("en")} messages/s in all, ${PEOPLE.toLocaleString("en")} sockets`,
  rounds: "every",
  once: async (round) => {
    const found: Rooms[] = [];
    // How it grows on the way there is looked at once.
    const between = round.number === 1 ? [1_000] : [];
    for (const number of round.quick ? [100, 1_000] : [100, ...between, MOST_ROOMS])
      found.push(await with_rooms(round, number));
    return found;
  },
  rows,
});
