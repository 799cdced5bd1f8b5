/** What was said and what became of it, how long the answers took, how often what was done, and what nobody expected. */

const KEPT_TROUBLES = 200;

export class Ledger {
  /** By room, by nonce: the seq under which the server acknowledged it. */
  readonly acknowledged = new Map<string, Map<string, number>>();
  /** Sent over a connection whose end came before the answer: stored or not. */
  readonly undecided = new Set<string>();
  readonly deeds = new Map<string, number>();
  readonly troubles: string[] = [];
  /** How many there were, also beyond those that are kept. */
  trouble_count = 0;
  messages = 0;
  heard = 0;
  #latencies: number[] = [];

  acknowledge(room: string, nonce: string, seq: number, took_ms: number): void {
    let of_room = this.acknowledged.get(room);
    if (of_room === undefined) {
      of_room = new Map();
      this.acknowledged.set(room, of_room);
    }
    of_room.set(nonce, seq);
    this.messages += 1;
    this.#latencies.push(took_ms);
  }

  did(what: string): void {
    this.deeds.set(what, (this.deeds.get(what) ?? 0) + 1);
  }

  trouble(what: string): void {
    this.trouble_count += 1;
    if (this.troubles.length < KEPT_TROUBLES) this.troubles.push(what);
  }

  /** Of the acknowledgements since the last call. */
  take_latencies(): number[] {
    const taken = this.#latencies;
    this.#latencies = [];
    return taken;
  }
}
