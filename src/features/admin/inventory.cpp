// Pages are cut first and filled then: only what is shown is counted.
#include "inventory.hpp"

#include <stdexcept>
#include <utility>

namespace chatelier::admin {
namespace {

#define TIMESTAMP(value) "to_char(" value " at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

constexpr Query standing{"admin.standing",
                         "select admin, disabled_at is not null from users"
                         " where id = $1 and deleted_at is null"};

#define PERSON \
  "select u.id, u.username, u.display_name, u.email, u.admin, u.disabled_at is not null,"             \
  " " TIMESTAMP("u.created_at") ","                                                                   \
  " " TIMESTAMP("(select max(s.last_seen_at) from sessions s where s.user_id = u.id)") ","            \
  " (select count(*) from members m join rooms r on r.id = m.room_id"                                 \
  " where m.user_id = u.id and r.kind <> 'dm' and r.deleted_at is null), u.username_key"              \
  " from (select * from users where deleted_at is null and username_key > $1"
#define PERSON_END " order by username_key limit $2) u order by u.username_key"

constexpr Query everybody{"admin.people", PERSON PERSON_END};
// The last code point of all: what begins with a text lies between it and the text.
constexpr Query somebody{
    "admin.people_search", PERSON
    " and id in (select id from users where deleted_at is null"
    " and array_to_tsvector(name_words(username || ' ' || display_name)) @@ name_search($3)"
    " union all select user_id from email_claims where email_key >= lower($3) collate \"C\""
    " and email_key < lower($3) collate \"C\" || chr(1114111))" PERSON_END};

#undef PERSON
#undef PERSON_END

constexpr Query room_name{"admin.room_name",
                          "select name from rooms where id = $1 and kind <> 'dm' and deleted_at is null"};
constexpr Query rooms{
    "admin.rooms",
    "select r.id, r.name, r.kind, (select count(*) from members m where m.room_id = r.id),"
    " coalesce((select e.msg_no from room_events e where e.room_id = r.id order by e.seq desc limit 1), 0),"
    " " TIMESTAMP("r.created_at") ","
    " " TIMESTAMP("(select m.at from messages m where m.room_id = r.id order by m.seq desc limit 1)") ","
    " r.lobby, r.archived_at is not null"
    " from (select * from rooms where kind <> 'dm' and deleted_at is null and (name, id) > ($1, $2::uuid)"
    " order by name, id limit $3) r order by r.name, r.id"};

#undef TIMESTAMP

// Counted while that is quick, which is below some 100,000 rows; above it what Postgres last saw.
#define COUNTED(table, which)                                                                            \
  "case when pg_relation_size('" table "') < 16 << 20 then (select count(*) from " table " where " which \
  ")"                                                                                                    \
  " else (select greatest(reltuples, 0)::bigint from pg_class where oid = '" table "'::regclass) end"

constexpr Query totals{
    "admin.totals",
    "select pg_database_size(current_database()), " COUNTED("users", "deleted_at is null") ", " COUNTED(
        "rooms", "kind <> 'dm' and deleted_at is null") ", " COUNTED("messages", "true")};

#undef COUNTED

constexpr Query largest{"admin.largest_tables",
                        "select c.relname, pg_total_relation_size(c.oid),"
                        " greatest(c.reltuples, s.n_live_tup, 0)::bigint"
                        " from pg_class c join pg_stat_user_tables s on s.relid = c.oid"
                        " where s.schemaname = current_schema() order by 2 desc, 1 limit 10"};

}  // namespace

std::optional<PersonStanding> find_standing(Transaction& tx, const std::string& user) {
  const auto rows = tx.exec(standing, user);
  if (rows.empty()) return std::nullopt;
  return PersonStanding{rows[0][0].as<bool>(), rows[0][1].as<bool>()};
}

PeopleSlice list_people(Transaction& tx, const std::optional<std::string>& text, const std::string& after,
                        std::int64_t limit) {
  PeopleSlice slice;
  const auto rows = text ? tx.exec(somebody, after, limit + 1, *text) : tx.exec(everybody, after, limit + 1);
  for (const auto& row : rows) {
    if (static_cast<std::int64_t>(slice.people.size()) == limit) return slice;
    protocol::AdminPerson& person = slice.people.emplace_back();
    person.user.id = row[0].c_str();
    person.user.username = row[1].as<std::string>();
    person.user.display_name = row[2].as<std::string>();
    if (!row[3].is_null()) person.email = row[3].as<std::string>();
    person.admin = row[4].as<bool>();
    person.disabled = row[5].as<bool>();
    person.created_at = row[6].c_str();
    if (!row[7].is_null()) person.last_seen_at = row[7].as<std::string>();
    person.rooms = row[8].as<std::int64_t>();
    slice.last = row[9].as<std::string>();
  }
  slice.last.clear();
  return slice;
}

std::optional<std::string> find_room_name(Transaction& tx, const std::string& room) {
  const auto rows = tx.exec(room_name, room);
  return rows.empty() ? std::nullopt : std::optional(rows[0][0].as<std::string>());
}

std::vector<protocol::AdminRoom> list_rooms(Transaction& tx, const std::string& after_name,
                                            const std::string& after_id, std::int64_t limit) {
  std::vector<protocol::AdminRoom> page;
  for (const auto& row : tx.exec(rooms, after_name, after_id, limit)) {
    protocol::AdminRoom& room = page.emplace_back();
    room.id = row[0].c_str();
    room.name = row[1].as<std::string>();
    if (!from_string(row[2].c_str(), room.kind))
      throw std::logic_error("a kind of room that the table's CHECK does not admit");
    room.members = row[3].as<std::int64_t>();
    room.messages = row[4].as<std::int64_t>();
    room.created_at = row[5].c_str();
    if (!row[6].is_null()) room.last_at = row[6].as<std::string>();
    if (row[7].as<bool>()) room.lobby = true;
    if (row[8].as<bool>()) room.archived = true;
  }
  return page;
}

void count_stored(Transaction& tx, protocol::ServerHealth& health) {
  const auto counted = tx.exec(totals);
  health.database_bytes = counted[0][0].as<std::int64_t>();
  health.people = counted[0][1].as<std::int64_t>();
  health.rooms = counted[0][2].as<std::int64_t>();
  health.messages = counted[0][3].as<std::int64_t>();
  for (const auto& row : tx.exec(largest))
    health.largest_tables.push_back(
        {row[0].as<std::string>(), row[1].as<std::int64_t>(), row[2].as<std::int64_t>()});
}

}  // namespace chatelier::admin
