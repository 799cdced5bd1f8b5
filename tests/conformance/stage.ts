/** The servers of this suite: the echo beside the server under test, and the server itself. */
import { dirname, join } from "node:path";
import { Chatelier } from "../server/chatelier.ts";
import { Child } from "../server/child.ts";
import { product } from "../server/place.ts";
import { services } from "../server/services.ts";
import { Session } from "../server/session.ts";

interface Echo {
  child: Child;
  port: number;
}

let echo: Promise<Echo> | undefined;
const members = new Map<string, Promise<Session>>();
const servers = new Map<string, Promise<Chatelier>>();

async function start_echo(): Promise<Echo> {
  const program = join(dirname(product.server()), "echo_server");
  const child = new Child({ name: "echo", program, args: [] });
  const [, port] = await child.line(/listening on http:\/\/localhost:(\d+)/, 10_000);
  return { child, port: Number(port) };
}

export async function echo_port(): Promise<number> {
  echo ??= start_echo();
  const { child, port } = await echo;
  if (child.ended !== undefined) throw new Error(`the echo server ended:\n${child.output(20)}`);
  return port;
}

async function start_server(flags: readonly string[]): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  return Chatelier.start({ database_url: await new_database(), redis_url, flags });
}

/** The server as people run it, one for each set of flags. */
export function server(...flags: readonly string[]): Promise<Chatelier> {
  const key = flags.join(" ");
  const known = servers.get(key) ?? start_server(flags);
  servers.set(key, known);
  return known;
}

/** Somebody who has an account there. */
export function member(it: Chatelier): Promise<Session> {
  const known =
    members.get(it.origin) ?? Session.register(it.origin, { username: "ada", password: "analytical engine" });
  members.set(it.origin, known);
  return known;
}

/** What a page of ours sends with its upgrade. */
export const lines_of = (session: Session): Record<string, string> => ({
  Origin: session.origin,
  Cookie: session.cookie ?? "",
});

export async function stop(): Promise<void> {
  await (await echo)?.child.end("SIGTERM");
  for (const each of servers.values()) {
    const { code, signal } = await (await each).stop();
    if (code !== 0) throw new Error(`the server ended with ${signal ?? code}`);
  }
}
