/**
 * What stands in front in this suite: nginx as our example sets it up, haproxy,
 * strict and lenient; each before a server of its own. A server that soon loses
 * patience, and one that reads carelessly, stand behind others of the same kind.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { connect as connect_tls } from "node:tls";
import { Nginx } from "../server/nginx.ts";
import { start_server, type Backend } from "./backend.ts";
import { start_careless } from "./careless.ts";
import { start_haproxy } from "./haproxy.ts";

export interface Hop {
  backend: Backend;
  /** Under which name and port people know the server, and the page's origin. */
  host: string;
  port: number;
  origin: string;
  /** A new connection to the one in front. */
  line: () => Socket;
  /** How long a request that the server read may stay without an answer before somebody is to blame. */
  answers_within_ms: number;
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

type Front = (start: (public_url: string) => Promise<Backend>) => Promise<Omit<Hop, "answers_within_ms">>;

const before_nginx: Front = async (start) => {
  const [http, port] = [await free_port(), await free_port()];
  const origin = `https://localhost:${port}`;
  const backend = await start(origin);
  const nginx = await Nginx.start({ http, https: port, server: backend.port });
  const options = { port, host: "127.0.0.1", servername: "localhost", ALPNProtocols: ["http/1.1"] };
  return {
    backend,
    host: `localhost:${port}`,
    port,
    origin,
    line: () => connect_tls({ ...options, rejectUnauthorized: false }),
    stop: () => nginx.stop(),
  };
};

const before_haproxy =
  (lenient: boolean): Front =>
  async (start) => {
    const port = await free_port();
    const origin = `http://localhost:${port}`;
    const backend = await start(origin);
    const haproxy = await start_haproxy({ port, server: backend.port, lenient });
    return {
      backend,
      host: `localhost:${port}`,
      port,
      origin,
      line: () => connect({ port, host: "127.0.0.1", allowHalfOpen: true }),
      async stop() {
        await haproxy.end("SIGTERM");
      },
    };
  };

const fronts = {
  nginx: before_nginx,
  haproxy: before_haproxy(false),
  "lenient haproxy": before_haproxy(true),
};

export type HopName = keyof typeof fronts;
export const hop_names = Object.keys(fronts) as HopName[];

const impatience = ["--http-header-timeout-ms", "500", "--http-idle-timeout-ms", "800"];
const kinds = {
  sound: { start: (origin: string) => start_server(origin), answers_within_ms: 10_000 },
  impatient: { start: (origin: string) => start_server(origin, impatience), answers_within_ms: 10_000 },
  careless: { start: start_careless, answers_within_ms: 500 },
};

const running = new Map<string, Promise<Hop>>();

async function start_hop(name: HopName, kind: keyof typeof kinds): Promise<Hop> {
  const { start, answers_within_ms } = kinds[kind];
  return { ...(await fronts[name](start)), answers_within_ms };
}

export function hop(name: HopName, kind: keyof typeof kinds = "sound"): Promise<Hop> {
  const key = `${name}, ${kind}`;
  const known = running.get(key) ?? start_hop(name, kind);
  running.set(key, known);
  return known;
}

export async function stop_hops(): Promise<void> {
  for (const each of running.values()) {
    const { backend, stop } = await each;
    await stop();
    await backend.stop();
  }
}
