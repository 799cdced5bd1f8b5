/** What the bad lines do all through a round: late, cut, half-open, not read, and good again. */
import { pause } from "../server/deadline.ts";
import type { Proxy } from "../server/proxy.ts";

export class Weather {
  readonly #proxies: readonly Proxy[];
  readonly #random: () => number;
  #going = true;
  #loops: Promise<void>[] = [];

  constructor(proxies: readonly Proxy[], random: () => number) {
    this.#proxies = proxies;
    this.#random = random;
  }

  start(): void {
    this.#loops = this.#proxies.map((proxy) => this.changes(proxy));
  }

  /** Ends clear. */
  async end(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#loops);
  }

  private async changes(proxy: Proxy): Promise<void> {
    const random = this.#random;
    while (this.#going) {
      await pause(300 + 1_000 * random());
      const kind = random();
      if (kind < 0.3) {
        proxy.reset();
      } else if (kind < 0.5) {
        proxy.latency = 5 + 75 * random();
        await pause(1_500 * random());
      } else if (kind < 0.75) {
        proxy.half_open = true;
        await pause(300 + 1_700 * random());
      } else {
        proxy.stalled = true;
        await pause(500 + 2_000 * random());
      }
      proxy.clear();
    }
  }
}
