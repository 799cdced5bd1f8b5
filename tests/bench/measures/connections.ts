/** Ten thousand people who are connected and say nothing. */
import { digits, measure, type Row } from "../measure.ts";
import { on_stage, Stage, type Summary } from "../stage.ts";

interface Connections {
  sockets: number;
  bytes_each: number;
  connects_per_second: number;
  ready_ms: Summary;
  cpu_seconds_connecting: Record<string, number>;
  idle_seconds: number;
  cpu_seconds_idle: Record<string, number>;
  lost_sockets: number;
}

/** Each is in twenty rooms. */
const population = { people: 10_000, rooms: 200, members: 1_000, stride: 1_000, writers: 0 };
const few = { people: 1_000, rooms: 20, members: 1_000, stride: 1_000, writers: 0 };

function rows([found]: readonly Connections[]): Row[] {
  if (found === undefined) return [];
  const kib = found.bytes_each / 1_024;
  const idle = (100 * (found.cpu_seconds_idle["server"] ?? Number.NaN)) / found.idle_seconds;
  const connecting = (1e6 * (found.cpu_seconds_connecting["server"] ?? Number.NaN)) / (found.sockets - 200);
  return [
    {
      what: `memory of ${found.sockets.toLocaleString("en")} idle sockets, 20 rooms each`,
      figures: `**${digits(kib)}** KiB each; ${found.lost_sockets} lost`,
      must: "≤ 12 KiB",
      met: kib <= 12 && found.lost_sockets === 0,
    },
    {
      what: `their heartbeats, over ${found.idle_seconds} s`,
      figures: `**${digits(idle)}** % of the server's core`,
    },
    {
      what: "their coming, 64 at once",
      figures: `**${digits(found.connects_per_second)}** connects/s; ready at p50 ${digits(found.ready_ms.p50)} ms, p99 **${digits(found.ready_ms.p99)}** ms; ${digits(connecting)} µs of server each`,
    },
  ];
}

export const connections = measure<Connections>({
  name: "connections",
  title: "Connections (once)",
  rounds: "first",
  once: async ({ quick }) => {
    const chosen = quick ? few : population;
    return on_stage(await Stage.with(chosen), async (stage) => {
      await stage.analyse_people();
      const idle = quick ? 5 : 60;
      return stage.connections<Connections>("--sockets", chosen.people, "--at-once", 64, "--idle", idle);
    });
  },
  rows,
});
