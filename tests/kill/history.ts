/** What happened to every message of a run, written down as it happened: the checker's only input. Pure data. */

/** One attempt to send. The same nonce may be sent again: then it has several. */
export interface Attempt {
  sender: string;
  room: string;
  nonce: string;
  text: string;
  road: "socket" | "rest";
  /** Milliseconds since the run began. */
  invoked: number;
  answered: number;
  outcome:
    | { is: "ok"; seq: number; at: string }
    | { is: "refused"; code: string }
    | { is: "unknown"; why: string };
}

/** A message as it stands in the room's log. */
export interface Entry {
  seq: number;
  type: string;
  at: string;
  sender?: string;
  nonce?: string;
  text?: string;
}

/** What one reader heard of one room over all of its connections, in the order of arrival. */
export interface Reading {
  reader: string;
  room: string;
  /** The seq that was held before. */
  after: number;
  entries: readonly Entry[];
}

export interface History {
  attempts: readonly Attempt[];
  /** Per room: the whole log, read at the end. */
  logs: ReadonlyMap<string, readonly Entry[]>;
  readings: readonly Reading[];
}
