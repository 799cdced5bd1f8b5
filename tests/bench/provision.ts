/**
 * People with sessions, rooms and members, written straight into the database:
 * thousands of registrations would measure Argon2id. Only the benchmark and
 * the suite under fire do so.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { new_folder } from "../server/place.ts";
import { sql } from "../server/postgres.ts";

export interface Population {
  people: number;
  rooms: number;
  /** In each room: from person `room × stride` on, in a circle. */
  members: number;
  stride: number;
  /** So many of a room's members write into it. */
  writers: number;
}

/** Says which person (a) or room (b) it is. */
const uuid = (kind: "a" | "b", number: number): string =>
  `${kind}0000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
const sql_uuid = (kind: "a" | "b", number: string): string =>
  `('${kind}0000000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** Of the person, the same in every run: these databases are private and end with it. */
const secret = (person: number): string => createHash("sha256").update(`bench ${person}`).digest("base64url");

export const room_id = (room: number): string => uuid("b", room);

/** Nobody has just arrived: every node looks up who came of late, and a hundred thousand at once would be measured instead. */
const LONG_AGO = "now() - interval '1 day'";

const statements = ({ people, rooms, members, stride }: Population): string => `
  set synchronous_commit = off;
  insert into users (id, username, username_key, username_skeleton, display_name, password_hash, created_at)
    select ${sql_uuid("a", "n")}, 'person' || n, 'person' || n, 'person' || n, 'Person ' || n, '!', ${LONG_AGO}
    from generate_series(0, ${people - 1}) n;
  insert into rooms (id, name, kind, created_at)
    select ${sql_uuid("b", "n")}, 'room ' || n, 'private', ${LONG_AGO} from generate_series(0, ${rooms - 1}) n;
  insert into members (room_id, user_id, role, joined_at)
    select ${sql_uuid("b", "r")}, ${sql_uuid("a", `((r::bigint * ${stride} + k) % ${people})`)},
      case k when 0 then 'owner' else 'member' end, ${LONG_AGO}
    from generate_series(0, ${rooms - 1}) r, generate_series(0, ${members - 1}) k;
`;

const sessions_of = (first: number, count: number): string => {
  const hashes = Array.from({ length: count }, (_, n) =>
    createHash("sha256")
      .update(secret(first + n))
      .digest("hex"),
  );
  const person = sql_uuid("a", `${first - 1} + n`);
  return `insert into sessions (id, user_id, kind, secret_hash, user_agent, address, created_at, last_seen_at)
    select ${person}, ${person}, 'cookie', hash, 'bench', '127.0.0.0', now(), now()
    from unnest('{${hashes.join(",")}}'::text[]) with ordinality as h(hash, n)`;
};

const IDS_PER_STATEMENT = 1_000;

/** The file that the generator reads: a session, then the rooms that its person writes into; those who write come first. */
export async function provision(database_url: string, population: Population): Promise<string> {
  await sql(database_url, statements(population));
  for (let first = 0; first < population.people; first += IDS_PER_STATEMENT) {
    const some = Math.min(IDS_PER_STATEMENT, population.people - first);
    await sql(database_url, sessions_of(first, some));
  }
  const writes: string[][] = Array.from({ length: population.people }, () => []);
  for (let room = 0; room < population.rooms; room += 1) {
    const begin = room * population.stride;
    // Rooms with the same members have different writers.
    const turn = Math.floor(begin / population.people);
    for (let writer = 0; writer < population.writers; writer += 1) {
      const person = (begin + ((turn + writer) % population.members)) % population.people;
      writes[person]?.push(room_id(room));
    }
  }
  const lines = writes.map((rooms, person) => [secret(person), ...rooms].join(" "));
  const [writing, reading] = [
    lines.filter((line) => line.includes(" ")),
    lines.filter((line) => !line.includes(" ")),
  ];
  const file = join(new_folder("people"), "people");
  writeFileSync(file, `${[...writing, ...reading].join("\n")}\n`);
  return file;
}
