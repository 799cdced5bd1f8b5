/**
 * A server that reads as many have read: lines may end with a bare LF, a GET
 * has no body, a coding that it does not know means none, of two lengths the
 * first counts. Whoever checks for requests that nobody sent must find it out.
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Backend } from "./backend.ts";

interface Asked {
  trace: string;
  /** Where the next one begins. */
  end: number;
}

const field = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}[ \\t]*:[ \\t]*(.*?)[ \\t]*\\r?$`, "im").exec(head)?.[1];

/** Behind the last chunk, or undefined while it has not come. */
function end_of_chunks(text: string, begin: number): number | undefined {
  for (let at = begin; ; ) {
    const line = text.indexOf("\n", at);
    if (line < 0) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16) || 0;
    if (size === 0) {
      const empty = /\r?\n/g;
      empty.lastIndex = line + 1;
      return empty.test(text) ? empty.lastIndex : undefined;
    }
    at = line + 1 + size + 2;
  }
}

function end_of_body(text: string, head: string): number | undefined {
  const begin = head.length;
  if (/^(GET|HEAD|OPTIONS) /.test(head)) return begin;
  const coding = field(head, "transfer-encoding");
  if (coding !== undefined) return coding === "chunked" ? end_of_chunks(text, begin) : begin;
  const end = begin + (Number.parseInt(field(head, "content-length") ?? "0", 10) || 0);
  return end <= text.length ? end : undefined;
}

function next_of(text: string): Asked | undefined {
  const head = /^[^]*?\r?\n\r?\n/.exec(text)?.[0];
  if (head === undefined) return undefined;
  const end = end_of_body(text, head);
  const trace = /^00-(\w{32})-/.exec(field(head, "traceparent") ?? "")?.[1];
  return end === undefined ? undefined : { trace: trace ?? "unnamed", end };
}

const answer = (trace: string): string =>
  `HTTP/1.1 200 OK\r\nX-Request-Id: ${trace}\r\nContent-Length: 2\r\n\r\nok`;

export async function start_careless(): Promise<Backend> {
  const read: string[] = [];
  const lines = new Set<Socket>();
  let accepted = 0;
  const listener = createServer((line) => {
    accepted += 1;
    lines.add(line);
    let text = "";
    line.on("error", () => line.destroy());
    line.on("close", () => lines.delete(line));
    line.on("data", (part) => {
      text += part.toString("latin1");
      for (;;) {
        const asked = next_of(text);
        if (asked === undefined) break;
        read.push(asked.trace);
        line.write(answer(asked.trace));
        text = text.slice(asked.end);
      }
    });
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    read: () => read,
    accepted: () => Promise.resolve(accepted),
    async stop() {
      for (const line of lines) line.destroy();
      await new Promise<void>((resolve) => {
        listener.close(() => resolve());
      });
    },
  };
}
