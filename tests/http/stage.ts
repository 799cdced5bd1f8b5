/** The servers of this suite: one as people run it, one that soon loses patience. */
import { Chatelier } from "../server/chatelier.ts";
import { services } from "../server/services.ts";
import { Wire, type Answers } from "./wire.ts";

const running = new Map<string, Promise<Chatelier>>();

async function start(flags: readonly string[]): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  return Chatelier.start({ database_url: await new_database(), redis_url, flags });
}

function server_with(...flags: readonly string[]): Promise<Chatelier> {
  const key = flags.join(" ");
  const known = running.get(key) ?? start(flags);
  running.set(key, known);
  return known;
}

export const patient_server = (): Promise<Chatelier> => server_with();
export const impatient_server = (): Promise<Chatelier> =>
  server_with("--http-header-timeout-ms", "500", "--http-idle-timeout-ms", "800");
/** As behind a proxy that speaks https to the world. */
export const https_server = (): Promise<Chatelier> => server_with("--public-url", "https://chat.example");
/** Loopback is where the one proxy is that it believes. */
export const proxied_server = (): Promise<Chatelier> => server_with("--trusted-proxies", "127.0.0.1/32");

export async function stop_servers(): Promise<void> {
  for (const server of running.values()) {
    const { code, signal } = await (await server).stop();
    if (code !== 0) throw new Error(`the server ended with ${signal ?? code}`);
  }
}

export const with_host = (bytes: string, { port }: Chatelier): string =>
  bytes.replaceAll("{host}", `localhost:${port}`);

/** A request that ends the connection when it is read as one. */
export const last_request = "GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";

/** Sends all of it at once; what was answered until the server closed. */
export async function answers_to(server: Chatelier, bytes: string): Promise<Answers> {
  const wire = new Wire(server.port);
  wire.send(with_host(bytes, server));
  return wire.end();
}
