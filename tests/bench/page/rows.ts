/** The figures of the page as lines of Markdown. Pure. */
import type { FirstLoad } from "./first_load.ts";
import type { Memory } from "./memory.ts";
import { kinds, type Amount } from "./transfer.ts";

export function first_load_rows(loads: readonly FirstLoad[]): string[] {
  const rows = [
    `| first load, cold cache: kB on the wire (requests) | ${kinds.join(" | ")} | together |`,
    `|---|${"---:|".repeat(kinds.length + 1)}`,
  ];
  for (const { what, transferred } of loads) {
    const amounts = kinds.map((kind) => transferred[kind]);
    rows.push(`| ${what} | ${[...amounts, sum(amounts)].map(amount_text).join(" | ")} |`);
  }
  rows.push(
    "",
    "| first load, cold cache: ms, median | CPU | first contentful paint | largest contentful paint | shown | interactive | longest task | a typed character |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
  );
  for (const { what, timings } of loads)
    for (const { cpu_throttling, visits, median } of timings) {
      const { first_paint, largest_paint, shown, interactive, longest_task, typed } = median;
      const times = [first_paint, largest_paint, shown, interactive, longest_task].map((ms) => ms.toFixed(0));
      const speed = cpu_throttling === 1 ? "full" : `${cpu_throttling}× slower`;
      rows.push(`| ${what}, ${visits} loads | ${speed} | ${times.join(" | ")} | ${typed.toFixed(1)} |`);
    }
  return rows;
}

export function memory_rows({ messages, minutes, seconds, samples, live, ...slopes }: Memory): string[] {
  const hour = minutes === 60 ? "in an hour" : `an hour at 5/s sent in ${minutes} min`;
  const rows = [
    `| an open room, ${number(messages)} messages (${hour}; ${seconds.toFixed(0)} s with the weighing) | messages held | JS heap, MB | DOM nodes | listeners | renderer resident, MB | of it its own, MB |`,
    "|---|---:|---:|---:|---:|---:|---:|",
  ];
  for (const { messages: after, held, heap, nodes, listeners, resident, own } of samples) {
    const cells = [
      number(held),
      megabytes(heap),
      number(nodes),
      number(listeners),
      megabytes(resident),
      megabytes(own),
    ];
    rows.push(`| after ${number(after)} | ${cells.join(" | ")} |`);
  }
  rows.push(
    "",
    `Once the window is full the heap grows by ${slopes.heap_slope.toFixed(1)} bytes per message, the renderer's own memory by ${slopes.own_slope.toFixed(1)}; ${number(live)} messages came live. One message costs the main thread ${slopes.worked_ms.toFixed(1)} ms.`,
  );
  return rows;
}

function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((all, each) => ({
    requests: all.requests + each.requests,
    bytes: all.bytes + each.bytes,
  }));
}

function amount_text({ requests, bytes }: Amount): string {
  return requests === 0 ? "–" : `${(bytes / 1_000).toFixed(1)} (${requests})`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function number(value: number): string {
  return value.toLocaleString("en");
}
