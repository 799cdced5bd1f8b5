/** What stands behind the one in front: the server, or one that reads HTTP as carelessly as many have. */
import { Chatelier } from "../server/chatelier.ts";
import { services } from "../server/services.ts";

export interface Backend {
  port: number;
  /** Of every request that it read, whole or refused, in order: the trace; one that came without has none of the senders'. */
  read: () => readonly string[];
  /** Connections that it has taken so far. */
  accepted: () => Promise<number>;
  stop: () => Promise<void>;
}

/** Answers to requests that came whole and to those that did not. */
const READ = /"event":"request(\.refused)?".*"trace":"(\w+)"/;

/** One shard, so that its log has one order. */
export async function start_server(public_url: string, flags: readonly string[] = []): Promise<Backend> {
  const { new_database, redis_url } = await services();
  const behind = ["--public-url", public_url, "--trusted-proxies", "127.0.0.1", "--shards", "1", ...flags];
  const server = await Chatelier.start({ database_url: await new_database(), redis_url, flags: behind });
  return {
    port: server.port,
    read: () =>
      server.child
        .output()
        .split("\n")
        .flatMap((line) => READ.exec(line)?.[2] ?? []),
    accepted: () => server.metric("chatelier_accepted_total"),
    async stop() {
      const { code, signal } = await server.stop();
      if (code !== 0) throw new Error(`the server ended with ${signal ?? code}`);
    },
  };
}
