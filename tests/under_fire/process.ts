/** What the kernel says of a process: its memory, its processor time, its descriptors and threads. Linux only, like the server. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

function status_kib(pid: number, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (found === null) throw new Error(`/proc/${pid}/status does not say ${field}`);
  return Number(found[1]);
}

/** Resident now. */
export const resident_kib = (pid: number): number => status_kib(pid, "VmRSS");

/** The part of it that no file stands behind: heap and stacks. */
export const anonymous_kib = (pid: number): number => status_kib(pid, "RssAnon");

export const open_descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

export const threads_of = (pid: number): number => readdirSync(`/proc/${pid}/task`).length;

/** The most that was resident since the start, or since `forget_peak`. */
export const peak_kib = (pid: number): number => status_kib(pid, "VmHWM");

export function forget_peak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Of all its threads, since the start. */
export function cpu_seconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name before it may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
