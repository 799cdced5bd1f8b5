/** What stands before the server in this suite: nginx as our example sets it up, and haproxy, strict and lenient; each before a server of its own. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { connect as connect_tls } from "node:tls";
import { Chatelier } from "../server/chatelier.ts";
import { Nginx } from "../server/nginx.ts";
import { services } from "../server/services.ts";
import { start_haproxy } from "./haproxy.ts";

export interface Hop {
  server: Chatelier;
  /** Under which name and port people know the server. */
  host: string;
  /** A new connection to the one in front. */
  line: () => Socket;
  stop: () => Promise<void>;
}

function free_port(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** One shard, so that its log has one order. */
async function server_at(public_url: string): Promise<Chatelier> {
  const { new_database, redis_url } = await services();
  const flags = ["--public-url", public_url, "--trusted-proxies", "127.0.0.1", "--shards", "1"];
  return Chatelier.start({ database_url: await new_database(), redis_url, flags });
}

async function behind_nginx(): Promise<Hop> {
  const [http, https] = [await free_port(), await free_port()];
  const server = await server_at(`https://localhost:${https}`);
  const nginx = await Nginx.start({ http, https, server: server.port });
  return {
    server,
    host: `localhost:${https}`,
    line: () =>
      connect_tls({
        port: https,
        host: "127.0.0.1",
        servername: "localhost",
        ALPNProtocols: ["http/1.1"],
        rejectUnauthorized: false,
      }),
    stop: () => nginx.stop(),
  };
}

async function behind_haproxy(lenient: boolean): Promise<Hop> {
  const port = await free_port();
  const server = await server_at(`http://localhost:${port}`);
  const haproxy = await start_haproxy({ port, server: server.port, lenient });
  return {
    server,
    host: `localhost:${port}`,
    line: () => connect({ port, host: "127.0.0.1", allowHalfOpen: true }),
    async stop() {
      await haproxy.end("SIGTERM");
    },
  };
}

const starts = {
  nginx: behind_nginx,
  haproxy: () => behind_haproxy(false),
  "lenient haproxy": () => behind_haproxy(true),
};

export type HopName = keyof typeof starts;
export const hop_names = Object.keys(starts) as HopName[];

const running = new Map<HopName, Promise<Hop>>();

export function hop(name: HopName): Promise<Hop> {
  const known = running.get(name) ?? starts[name]();
  running.set(name, known);
  return known;
}

export async function stop_hops(): Promise<void> {
  for (const each of running.values()) {
    const { server, stop } = await each;
    await stop();
    const { code, signal } = await server.stop();
    if (code !== 0) throw new Error(`the server ended with ${signal ?? code}`);
  }
}
