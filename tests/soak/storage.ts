/** Whether the database has every acknowledged message once, under the seq that was acknowledged, and nothing that nobody said. */
import { sql } from "../server/postgres.ts";
import type { Ledger } from "./ledger.ts";

const PAGE = 4_000;

export interface Stored {
  rows: number;
  lost: string[];
  twice: string[];
  elsewhere: string[];
  unknown: string[];
}

async function* rows_of(database_url: string, room: string): AsyncGenerator<[seq: number, nonce: string]> {
  for (let after = 0; ; ) {
    const text = await sql(
      database_url,
      `select seq, nonce from messages where room_id = '${room}' and seq > ${after} order by seq limit ${PAGE}`,
    );
    if (text === "") return;
    for (const line of text.split("\n")) {
      const [seq = "", nonce = ""] = line.split("|");
      after = Number(seq);
      yield [after, nonce];
    }
  }
}

export async function compare_storage(database_url: string, ledger: Ledger): Promise<Stored> {
  const found: Stored = { rows: 0, lost: [], twice: [], elsewhere: [], unknown: [] };
  for (const [room, acknowledged] of ledger.acknowledged) {
    const seen = new Set<string>();
    for await (const [seq, nonce] of rows_of(database_url, room)) {
      found.rows += 1;
      const words = `${room} ${seq} ${nonce}`;
      if (seen.has(nonce)) found.twice.push(words);
      seen.add(nonce);
      const promised = acknowledged.get(nonce);
      if (promised === undefined && !ledger.undecided.has(nonce)) found.unknown.push(words);
      if (promised !== undefined && promised !== seq) found.elsewhere.push(`${words}, not ${promised}`);
    }
    for (const [nonce, seq] of acknowledged) if (!seen.has(nonce)) found.lost.push(`${room} ${seq} ${nonce}`);
  }
  return found;
}
