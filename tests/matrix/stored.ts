/** All that the database holds, in a form that can be compared: each table's rows, their number and a digest of them. */
import { sql } from "../server/postgres.ts";

/** When a session was last used is written by using it, whatever is asked. */
const of_no_account = ["last_seen_at"];

export async function stored(url: string): Promise<Map<string, string>> {
  const tables = await sql(
    url,
    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  );
  const row = `(to_jsonb(t) - '{${of_no_account.join()}}'::text[])::text`;
  const counts = tables
    .split("\n")
    .map(
      (table) =>
        `select '${table}', count(*) || ' rows ' || md5(coalesce(string_agg(${row}, ',' order by ${row}), '')) from ${table} t`,
    );
  const lines = await sql(url, counts.join(" union all "));
  return new Map(
    lines.split("\n").map((line): [string, string] => [line.split("|")[0] ?? "", line.split("|")[1] ?? ""]),
  );
}
