/** Reads what Postgres holds of some rooms, past the server. */
import { sql } from "../server/postgres.ts";
import type { Entry, Tables } from "./history.ts";

const EVENTS = `select json_build_object('room', room_id, 'seq', seq, 'type', type,
  'at', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'sender', actor_id)
  from room_events order by room_id, seq`;
const MESSAGES =
  "select json_build_object('room', room_id, 'value', seq) from messages order by room_id, seq";
const MEMBERS =
  "select json_build_object('room', room_id, 'value', user_id) from members order by room_id, user_id::text";
const TOPICS = "select json_build_object('room', id, 'value', topic) from rooms";

export async function read_tables(url: string): Promise<Tables> {
  const [events, messages, members, topics] = await Promise.all(
    [EVENTS, MESSAGES, MEMBERS, TOPICS].map((statement) => rows(url, statement)),
  );
  return {
    events: by_room(events, ({ seq, type, at, sender }) => ({ seq, type, at, sender }) as Entry),
    messages: by_room(messages, ({ value }) => Number(value)),
    members: by_room(members, ({ value }) => String(value)),
    topics: new Map((topics ?? []).map(({ room, value }) => [room, String(value)])),
  };
}

type Row = { room: string } & Record<string, unknown>;

async function rows(url: string, statement: string): Promise<Row[]> {
  const text = await sql(url, statement);
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Row);
}

function by_room<Value>(all: readonly Row[] = [], value: (row: Row) => Value): Map<string, Value[]> {
  const rooms = new Map<string, Value[]>();
  for (const row of all) {
    const list = rooms.get(row.room);
    if (list === undefined) rooms.set(row.room, [value(row)]);
    else list.push(value(row));
  }
  return rooms;
}
