/** One room with a thousand receivers, beside the two servers that people would take instead. */
import { median, measure, told, windows, type Round, type Row } from "../measure.ts";
import { Ejabberd } from "../peers/ejabberd.ts";
import { SocketIo } from "../peers/socketio.ts";
import { on_stage, server_cores, Stage, type TalkStep } from "../stage.ts";
import { delays, losses, percent_of_core, us_per_delivery, whole } from "../steps.ts";

const RECEIVERS = 1_000;
/** ejabberd: its sockets cost so much that a thousand of them would be another measurement. */
const GUESTS = 100;
const population = { people: RECEIVERS, rooms: 1, members: RECEIVERS, stride: 0, writers: 8 };
/** Longer than the default: what the bound on p99 costs. */
const LONG_HOLD_MS = 20;

export interface FanOut {
  own: TalkStep[];
  held: TalkStep[];
  socketio: { version: string; steps: TalkStep[] };
  ejabberd: { version: string; steps: TalkStep[] };
}

const rates = (...all: number[]): (string | number)[] => all.flatMap((rate) => ["--rate", rate]);
const crowd = (receivers: number): (string | number)[] => ["--senders", 8, "--hearers", receivers];

export async function own(
  round: Round,
  flags: string[],
  cores: string,
  ...all: number[]
): Promise<TalkStep[]> {
  return on_stage(await Stage.with(population, [{ flags, cores }]), (stage) =>
    stage.talk(...rates(...all), ...crowd(RECEIVERS), ...windows(round)),
  );
}

async function of_socketio(round: Round): Promise<FanOut["socketio"]> {
  return on_stage(await Stage.set(), async (stage) => {
    const { database_url } = stage;
    const peer = await SocketIo.start({ cpu: Number(server_cores), database_url });
    const args = [
      ...(round.number === 1 ? rates(20, 60) : rates(60)),
      "--sockets",
      RECEIVERS,
      ...crowd(RECEIVERS),
      ...windows(round),
    ];
    try {
      return { version: peer.version, steps: await stage.talk_to(peer, "socketio", ...args) };
    } finally {
      await peer.stop();
    }
  });
}

async function of_ejabberd(round: Round): Promise<FanOut["ejabberd"]> {
  return on_stage(await Stage.set(), async (stage) => {
    const { database_url } = stage;
    const peer = await Ejabberd.start({ cpu: Number(server_cores), database_url });
    const args = [...rates(20), "--sockets", GUESTS, ...crowd(GUESTS), ...windows(round)];
    try {
      return { version: peer.version, steps: await stage.talk_to(peer, "xmpp", ...args) };
    } finally {
      await peer.stop();
    }
  });
}

/** The step at that rate of every round. */
const at = (rounds: readonly (readonly TalkStep[])[], rate: number): TalkStep[] =>
  rounds.flatMap((steps) => steps.filter((step) => step.rate === rate));

const costs = (steps: readonly TalkStep[]): number[] => steps.map((step) => us_per_delivery(step));

function figures(steps: readonly TalkStep[]): string {
  const delivered = `${told(costs(steps), "µs per delivery")}; ${delays(steps.map((step) => step.delivery_ms))}`;
  const busy = told(
    steps.map((step) => percent_of_core(step)),
    "% of the core",
  );
  return `${delivered}; ${losses(steps)}; ${busy}`;
}

const p99 = (steps: readonly TalkStep[]): number => median(steps.map(({ delivery_ms }) => delivery_ms.p99));

function peer_rows(name: string, receivers: number, steps: readonly TalkStep[][]): Row[] {
  return (steps[0] ?? []).map(({ rate }) => ({
    what: `${name}: ${receivers.toLocaleString("en")} receivers, ${rate} messages/s`,
    figures: figures(at(steps, rate)),
  }));
}

function rows(results: readonly FanOut[]): Row[] {
  const steps = results.map((result) => result.own);
  const [slow, fast, held] = [at(steps, 100), at(steps, 400), results.flatMap((result) => result.held)];
  const shares = results.map((result) => {
    const [ours] = costs(at([result.own], 400));
    const [theirs] = costs(at([result.socketio.steps], 60));
    return (theirs ?? Number.NaN) / (ours ?? Number.NaN);
  });
  const [first] = results;
  return [
    {
      what: "Chatelier: 1,000 receivers, 100 messages/s",
      figures: figures(slow),
      must: "≤ 9 µs, none missing or doubled",
      met: whole(slow) && median(costs(slow)) <= 9,
    },
    {
      what: "Chatelier: 1,000 receivers, 400 messages/s",
      figures: figures(fast),
      must: "≤ 2.0 µs with p99 ≤ 30 ms, none missing or doubled",
      met: whole(fast) && median(costs(fast)) <= 2 && p99(fast) <= 30,
    },
    {
      what: `the same with --flush-hold-ms ${LONG_HOLD_MS}`,
      figures: figures(held),
      must: "≤ 1.4 µs, none missing or doubled",
      met: whole(held) && median(costs(held)) <= 1.4,
    },
    ...peer_rows(
      first?.socketio.version ?? "",
      RECEIVERS,
      results.map(({ socketio }) => socketio.steps),
    ),
    ...peer_rows(
      first?.ejabberd.version ?? "",
      GUESTS,
      results.map(({ ejabberd }) => ejabberd.steps),
    ),
    {
      what: "a delivery of socket.io (at 60 messages/s) over one of Chatelier (at 400)",
      figures: told(shares, "×"),
      must: "≥ 5 ×",
      met: median(shares) >= 5,
    },
  ];
}

export const fan_out = measure<FanOut>({
  name: "fan_out",
  title: "Fan-out: every message committed, then delivered to everybody in the room",
  rounds: "every",
  once: async (round) => ({
    own: await own(round, [], server_cores, 100, 400),
    held: await own(round, ["--flush-hold-ms", String(LONG_HOLD_MS)], server_cores, 400),
    socketio: await of_socketio(round),
    ejabberd: await of_ejabberd(round),
  }),
  rows,
});
