/** What a round is played on: Postgres, Redis, two nodes of one installation, a bad line to each; what is wrong with them is written down. */
import { Chatelier } from "../server/chatelier.ts";
import { patient } from "../server/deadline.ts";
import { product } from "../server/place.ts";
import { Postgres } from "../server/postgres.ts";
import { Proxy } from "../server/proxy.ts";
import { Redis } from "../server/redis.ts";
import { WallClock } from "../server/wall_clock.ts";
import type { Trouble } from "./history.ts";

/** What a fault needs that not every machine gives. */
export type Need = "disk" | "clock";

const DISK_MEGABYTES = 160;
/** Small, so that somebody who does not read is soon found to be slow. */
const FLAGS = ["--outbox-bytes", "64KiB", "--log-level", "info"];
const READY_WITHIN_MS = 15_000;

export class Stage {
  readonly troubles: Trouble[] = [];
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly nodes: Chatelier[];
  readonly proxies: Proxy[];
  readonly database_url: string;
  readonly clocks: { nodes: WallClock; postgres: WallClock } | undefined;
  now: () => number = () => 0;

  private constructor(
    parts: Pick<Stage, "postgres" | "redis" | "nodes" | "proxies" | "database_url" | "clocks">,
  ) {
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.nodes = parts.nodes;
    this.proxies = parts.proxies;
    this.database_url = parts.database_url;
    this.clocks = parts.clocks;
  }

  static async set(needs: ReadonlySet<Need>): Promise<Stage> {
    const clocks = needs.has("clock") ? { nodes: new WallClock(), postgres: new WallClock() } : undefined;
    const [postgres, redis] = await Promise.all([
      Postgres.start({
        ...with_env(clocks?.postgres.env_for(Postgres.program)),
        ...(needs.has("disk") ? { disk: DISK_MEGABYTES } : {}),
      }),
      Redis.start(),
    ]);
    const database_url = await postgres.new_database("history");
    const options = {
      database_url,
      redis_url: redis.url,
      flags: FLAGS,
      ...with_env(clocks?.nodes.env_for(product.server())),
    };
    const nodes = [
      await Chatelier.start({ ...options, name: "node-one" }),
      await Chatelier.start({ ...options, name: "node-two" }),
    ];
    const proxies = await Promise.all(nodes.map(({ port }) => Proxy.to(port)));
    return new Stage({ postgres, redis, nodes, proxies, database_url, clocks });
  }

  /**
   * Does something bad, and writes down from when to when; what is `away` is away
   * all the time, and nothing else is.
   */
  async trouble(
    name: string,
    away: Trouble["away"] | undefined,
    play: () => Promise<unknown>,
  ): Promise<Trouble> {
    const begun = this.now();
    await play();
    const trouble: Trouble = { name, begun, over: this.now(), ...(away === undefined ? {} : { away }) };
    this.troubles.push(trouble);
    return trouble;
  }

  async kill_node(index: number): Promise<void> {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`no node ${index}`);
    await node.kill();
    WallClock.sweep(node.child.pid);
  }

  /** At the same address, as whatever watches over it would. */
  async start_node(index: number): Promise<void> {
    const { options, port } = this.nodes[index] ?? {};
    if (options === undefined || port === undefined) throw new Error(`no node ${index}`);
    this.nodes[index] = await Chatelier.start({ ...options, port });
  }

  async all_ready(): Promise<void> {
    for (const node of this.nodes) await node.until_ready(patient(READY_WITHIN_MS));
  }

  async end(): Promise<void> {
    for (const [index, node] of this.nodes.entries())
      if (node.child.ended === undefined) await this.kill_node(index);
    for (const proxy of this.proxies) await proxy.close();
    await this.redis.kill_if_running();
    await this.postgres.stop_if_running();
  }
}

function with_env(env: NodeJS.ProcessEnv | undefined): { env?: NodeJS.ProcessEnv } {
  return env === undefined ? {} : { env };
}
