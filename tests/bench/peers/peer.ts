/** Another server under the fan-out benchmark: one process on one core, with everything that it stores in Postgres. */

export interface PeerOptions {
  /** The only core that it may run on. */
  cpu: number;
  /** An empty database, which the peer fills. */
  database_url: string;
}

export interface Peer {
  readonly port: number;
  /** Of the process whose CPU time is the server's. */
  readonly pid: number;
  readonly version: string;
  /** How many messages it has stored. */
  stored(): Promise<number>;
  stop(): Promise<void>;
}
