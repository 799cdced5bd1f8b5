/** Many people with sessions, who were written into the database, and their sockets up to `ready` and `resumed`. */
import { readFileSync } from "node:fs";
import type { ReadyEvent, ServerEvent } from "../../web/src/protocol.ts";
import { provision, type Population } from "../bench/provision.ts";
import type { Chatelier } from "../server/chatelier.ts";
import { within } from "../server/deadline.ts";
import { Socket } from "../server/socket.ts";

export interface Somebody {
  cookie: string;
  /** Where this person writes; empty for those who only read. */
  rooms: readonly string[];
}

/** Those who write come first. */
export async function populate(database_url: string, population: Population): Promise<Somebody[]> {
  return people_in(await provision(database_url, population));
}

/** Of the file that `provision` writes. */
export function people_in(file: string): Somebody[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [secret, ...rooms] = line.split(" ");
    return { cookie: `chatelier=${secret}`, rooms };
  });
}

const READY_WITHIN_MS = 15_000;

export interface Coming {
  /** The address that a proxy would report. */
  from?: string;
  /** What is held of each room; nothing of any, when it is left out. */
  claims?: Readonly<Record<string, number>>;
  heard?: (frame: ServerEvent) => void;
}

/** A socket that has heard `ready` and has asked for what comes from there on. */
export async function come(server: Chatelier, { cookie }: Somebody, coming: Coming = {}): Promise<Socket> {
  const { origin } = server;
  const headers = { origin, cookie, "x-forwarded-for": coming.from ?? null };
  const socket = await Socket.open({ origin, headers });
  const ready = new Promise<ReadyEvent>((resolve) => {
    socket.listen((frame) => {
      if (frame.type === "ready") resolve(frame);
      coming.heard?.(frame);
    });
  });
  const lost = socket.closed.then(({ code, reason }): never => {
    throw new Error(`a socket closed before ready: ${code} ${reason}`);
  });
  lost.catch(() => undefined);
  try {
    await within(Promise.race([ready, lost]), READY_WITHIN_MS, "ready");
  } catch (error) {
    socket.drop();
    throw error;
  }
  socket.send({ type: "resume", rooms: coming.claims ?? {} });
  return socket;
}

/** So many at once, until all are done. */
export async function by_turns<T, R>(
  all: readonly T[],
  at_once: number,
  work: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < all.length) {
      const index = next;
      next += 1;
      done[index] = await work(all[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: at_once }, worker));
  return done;
}
