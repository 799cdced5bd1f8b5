/** What those who talk notice of readers that have stopped, and of a flood of sign-ins: the same fan-out with and without. */
import { Session } from "../../server/session.ts";
import { come, people_in } from "../../under_fire/crowd.ts";
import { flooded } from "../../under_fire/flooded.ts";
import { digits, median, measure, told, windows, type Round, type Row } from "../measure.ts";
import { on_stage, Stage, type TalkStep } from "../stage.ts";
import { delays, losses, only, us_per_delivery, whole } from "../steps.ts";

const RECEIVERS = 1_000;
const STOPPED = 50;
const VISITORS = 64;
const RATE = 400;
/** Long enough for a stopped reader to fill what the kernel keeps for it, and to have its outbox filled. */
const SECONDS = 8;

const all = RECEIVERS + STOPPED;
const population = { people: all, rooms: 1, members: all, stride: 0, writers: 8 };
const trusting = [{ flags: ["--trusted-proxies", "127.0.0.1"] }];

interface Undisturbed {
  calm: TalkStep;
  stopped: TalkStep;
  /** For the readers that stopped, by the end. */
  waiting_bytes: number;
  flood: TalkStep;
  sign_ins: number;
}

async function talk(stage: Stage, round: Round): Promise<TalkStep> {
  const seconds = round.quick ? round.seconds : SECONDS;
  const crowd = ["--sockets", RECEIVERS, "--senders", 8, "--hearers", RECEIVERS];
  return only(await stage.talk("--rate", RATE, ...crowd, ...windows({ ...round, seconds })));
}

async function beside_stopped_readers(stage: Stage, round: Round): Promise<[TalkStep, number]> {
  const readers = people_in(stage.people).slice(RECEIVERS);
  const sockets = await Promise.all(readers.map((reader) => come(stage.server, reader)));
  for (const socket of sockets) socket.stop_reading();
  const step = await talk(stage, round);
  const waiting = await stage.server.metric("chatelier_outbox_bytes");
  for (const socket of sockets) socket.drop();
  return [step, waiting];
}

async function beside_a_flood(stage: Stage, round: Round): Promise<[TalkStep, number]> {
  const { origin } = stage.server;
  const known = { username: "visitor", password: "orchard lantern" };
  await Session.register(origin, known);
  const [step, answers] = await flooded(origin, VISITORS, [known], () => talk(stage, round));
  return [step, Object.values(answers).reduce((sum, count) => sum + count, 0)];
}

const on_own_stage = async <T>(play: (stage: Stage) => Promise<T>): Promise<T> =>
  on_stage(await Stage.with(population, trusting), play);

async function once(round: Round): Promise<Undisturbed> {
  const calm = (): Promise<TalkStep> => on_own_stage((stage) => talk(stage, round));
  // What the machine does in the course of a round meets the calm first and last in turn.
  const before = round.number % 2 === 1 ? await calm() : undefined;
  const [stopped, waiting_bytes] = await on_own_stage((stage) => beside_stopped_readers(stage, round));
  const [flood, sign_ins] = await on_own_stage((stage) => beside_a_flood(stage, round));
  return { calm: before ?? (await calm()), stopped, waiting_bytes, flood, sign_ins };
}

const figures = (steps: readonly TalkStep[]): string =>
  `${told(
    steps.map((step) => us_per_delivery(step)),
    "µs per delivery",
  )}; ${delays(steps.map((step) => step.delivery_ms))}; ${losses(steps)}`;

function rows(results: readonly Undisturbed[]): Row[] {
  const of = (which: "calm" | "stopped" | "flood"): TalkStep[] => results.map((result) => result[which]);
  const slower = (which: "stopped" | "flood"): number[] =>
    results.map((result) => result[which].delivery_ms.p99 / result.calm.delivery_ms.p99);
  const waiting = median(results.map((result) => result.waiting_bytes)) / STOPPED / 1_024;
  const sign_ins = median(results.map((result) => result.sign_ins));
  return [
    {
      what: "nobody disturbs",
      figures: figures(of("calm")),
      must: "none missing or doubled",
      met: whole(of("calm")),
    },
    {
      what: `${STOPPED} more who have stopped reading; ${digits(waiting)} KiB wait for each by the end`,
      figures: figures(of("stopped")),
    },
    {
      what: "p99 of the others beside them, over without",
      figures: told(slower("stopped"), "×"),
      must: "≤ 1.1 ×, none missing or doubled",
      met: whole(of("stopped")) && median(slower("stopped")) <= 1.1,
    },
    {
      what: `${VISITORS} who sign in all the time, ${sign_ins} attempts`,
      figures: figures(of("flood")),
    },
    {
      what: "p99 of the others beside them, over without",
      figures: told(slower("flood"), "×"),
      must: "≤ 2 ×, none missing or doubled",
      met: whole(of("flood")) && median(slower("flood")) <= 2,
    },
  ];
}

export const undisturbed = measure<Undisturbed>({
  name: "undisturbed",
  title: `Undisturbed: ${RECEIVERS.toLocaleString("en")} receivers at ${RATE} messages/s beside others`,
  rounds: "every",
  once,
  rows,
});
