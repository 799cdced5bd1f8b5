/** The figures that people read, in the order in which the run and the document show them. */
import type { Sample } from "./sample.ts";

export interface Column {
  head: string;
  width: number;
  of: (sample: Sample) => string;
}

const whole = (value: number): string => Math.round(value).toLocaleString("en");
const tenth = (value: number): string => value.toFixed(1);

export const columns: readonly Column[] = [
  { head: "minute", width: 6, of: ({ minute }) => tenth(minute) },
  { head: "messages", width: 8, of: ({ messages }) => whole(messages) },
  { head: "RSS MiB", width: 7, of: ({ rss_mib }) => tenth(rss_mib) },
  { head: "of it anonymous", width: 15, of: ({ anonymous_mib }) => tenth(anonymous_mib) },
  { head: "descriptors", width: 11, of: ({ descriptors }) => whole(descriptors) },
  { head: "sockets", width: 7, of: ({ sockets }) => whole(sockets) },
  { head: "threads", width: 7, of: ({ threads }) => whole(threads) },
  { head: "Postgres", width: 8, of: ({ postgres_connections }) => whole(postgres_connections) },
  { head: "Redis", width: 5, of: ({ redis_connections }) => whole(redis_connections) },
  { head: "Redis MiB", width: 9, of: ({ redis_mib }) => tenth(redis_mib) },
  { head: "keys", width: 5, of: ({ redis_keys }) => whole(redis_keys) },
  { head: "p99 ms", width: 7, of: ({ p99_ms }) => tenth(p99_ms) },
  { head: "CPU %", width: 5, of: ({ cpu_percent }) => tenth(cpu_percent) },
];
