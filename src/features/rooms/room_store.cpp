#include "room_store.hpp"

#include "sql_timestamp.hpp"
#include "stored_enum.hpp"

#include <string_view>

namespace chatelier::rooms {
namespace {

#define PEOPLE_OF_A_DM                                                                                      \
  "case when r.kind = 'dm' then (select string_agg(d.user_id::text, ',' order by d.user_id) from members d" \
  " where d.room_id = r.id) end"

// Head and member count are looked up for the rooms of one page only, not before the limit.
#define ROOM_COLUMNS \
  "r.id, r.name, r.kind, r.topic, " TIMESTAMP("r.created_at") ", r.role,"                                             \
  " coalesce((select seq from room_events e where e.room_id = r.id order by seq desc limit 1), 0),"                   \
  " (select count(*) from members c where c.room_id = r.id), r.lobby, r.posting, r.drawing, r.slow_mode,"             \
  " r.archived_at is not null, " PEOPLE_OF_A_DM

constexpr Query one_room{"rooms.one", "select " ROOM_COLUMNS
                                      " from (select r.*, m.role from rooms r"
                                      " left join members m on m.room_id = r.id and m.user_id = $2"
                                      " where r.id = $1 and r.deleted_at is null) r"};
constexpr Query public_rooms{
    "rooms.public", "select " ROOM_COLUMNS
                    " from (select r.*, m.role from rooms r"
                    " left join members m on m.room_id = r.id and m.user_id = $1"
                    " where r.kind = 'public' and r.deleted_at is null"
                    " and not exists (select 1 from bans x where x.room_id = r.id and x.user_id = $1)"
                    " and (r.name, r.id) > ($2, $3::uuid)"
                    " order by r.name, r.id limit $4) r order by r.name, r.id"};
constexpr Query rooms_of{"rooms.joined",
                         "select " ROOM_COLUMNS
                         " from (select r.*, m.role from members m join rooms r on r.id = m.room_id"
                         " where m.user_id = $1 and (r.name, r.id) > ($2, $3::uuid)"
                         " order by r.name, r.id limit $4) r order by r.name, r.id"};

// unread: a difference of message numbers, whatever else the log holds. Whoever writes has read what stands
// above.
#define JOINED                                                                                             \
  "select r.id, r.name, r.kind, r.topic, m.role, coalesce(h.seq, 0), coalesce(greatest(p.seq, w.seq), 0)," \
  " coalesce(h.msg_no, 0) - coalesce(l.msg_no, 0), r.lobby, r.posting, r.drawing, r.slow_mode,"            \
  " r.archived_at is not null, " PEOPLE_OF_A_DM                                                            \
  ", r.kind = 'dm' and coalesce(p.hidden_at >= h.msg_no, false)"                                           \
  " from members m join rooms r on r.id = m.room_id"                                                       \
  " left join read_positions p on p.room_id = m.room_id and p.user_id = m.user_id"                         \
  " left join lateral (select seq from messages o where o.room_id = m.room_id and o.author_id = m.user_id" \
  " order by seq desc limit 1) w on true"                                                                  \
  " left join lateral (select seq, msg_no from room_events e where e.room_id = m.room_id"                  \
  " order by seq desc limit 1) h on true"                                                                  \
  " left join lateral (select msg_no from room_events e where e.room_id = m.room_id and e.seq <= "         \
  "greatest(p.seq, w.seq)"                                                                                 \
  " order by seq desc limit 1) l on true"

constexpr Query joined_all{"rooms.greeting", JOINED " where m.user_id = $1 order by r.name, r.id"};
constexpr Query joined_one{"rooms.joined_one", JOINED " where m.user_id = $1 and m.room_id = $2"};

constexpr Query raise_position{
    "rooms.mark_read",
    "insert into read_positions (room_id, user_id, seq) select m.room_id, m.user_id, least($3,"
    " coalesce((select seq from room_events where room_id = $1::uuid order by seq desc limit 1), 0))"
    " from members m where m.room_id = $1::uuid and m.user_id = $2::uuid"
    " on conflict (room_id, user_id) do update set seq = greatest(read_positions.seq, excluded.seq)"};

constexpr Query head{
    "rooms.head",
    "select coalesce((select seq from room_events where room_id = $1 order by seq desc limit 1), 0)"};
constexpr Query put_away{
    "rooms.hide",
    "update read_positions set hidden_at = case when $3::boolean then coalesce((select msg_no from "
    "room_events"
    " where room_id = $1::uuid order by seq desc limit 1), 0) end where room_id = $1 and user_id = $2"};

#undef JOINED
#undef PEOPLE_OF_A_DM
#undef ROOM_COLUMNS

constexpr const char* before_all_ids = "00000000-0000-0000-0000-000000000000";

std::vector<std::string> split_ids(std::string_view text) {
  constexpr std::size_t id_length = 36;
  std::vector<std::string> ids;
  for (std::size_t at = 0; at < text.size(); at += id_length + 1)
    ids.emplace_back(text.substr(at, id_length));
  return ids;
}

std::optional<std::string> optional_text(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<std::string>());
}

// From column `first` on: posting, drawing, slow mode, archived, the people of a direct message.
template <class Room>
void read_settings(const pqxx::row& row, int first, Room& room) {
  room.settings.posting = parsed<protocol::Rank>(row[first]);
  room.settings.drawing = parsed<protocol::Rank>(row[first + 1]);
  room.settings.slow_mode = row[first + 2].as<std::int64_t>();
  if (row[first + 3].as<bool>()) room.archived = true;
  if (!row[first + 4].is_null()) room.people = split_ids(row[first + 4].c_str());
}

protocol::Room room_of(const pqxx::row& row) {
  protocol::Room room;
  room.id = row[0].c_str();
  room.name = row[1].as<std::string>();
  room.kind = parsed<protocol::RoomKind>(row[2]);
  room.topic = optional_text(row[3]);
  room.created_at = row[4].c_str();
  if (!row[5].is_null()) room.role = parsed<protocol::Role>(row[5]);
  room.last_seq = row[6].as<std::int64_t>();
  room.members = row[7].as<std::int64_t>();
  if (row[8].as<bool>()) room.lobby = true;
  read_settings(row, 9, room);
  return room;
}

protocol::JoinedRoom joined_of(const pqxx::row& row) {
  protocol::JoinedRoom room;
  room.room = row[0].c_str();
  room.name = row[1].as<std::string>();
  room.kind = parsed<protocol::RoomKind>(row[2]);
  room.topic = optional_text(row[3]);
  room.role = parsed<protocol::Role>(row[4]);
  room.last_seq = row[5].as<std::int64_t>();
  room.read_seq = row[6].as<std::int64_t>();
  room.unread = row[7].as<std::int64_t>();
  if (row[8].as<bool>()) room.lobby = true;
  read_settings(row, 9, room);
  if (row[14].as<bool>()) room.hidden = true;
  return room;
}

}  // namespace

std::optional<protocol::Room> find_room(Transaction& tx, const std::string& room, const std::string& user) {
  const auto rows = tx.exec(one_room, room, user);
  if (rows.empty()) return std::nullopt;
  return room_of(rows[0]);
}

std::vector<protocol::Room> list_rooms(Transaction& tx, protocol::RoomScope scope, const std::string& user,
                                       const std::optional<RoomsAfter>& after, std::int64_t limit) {
  const Query& query = scope == protocol::RoomScope::joined ? rooms_of : public_rooms;
  std::vector<protocol::Room> rooms;
  for (const auto& row : tx.exec(query, user, after ? after->name : std::string(),
                                 after ? after->room : std::string(before_all_ids), limit))
    rooms.push_back(room_of(row));
  return rooms;
}

std::vector<protocol::JoinedRoom> joined_rooms(Transaction& tx, const std::string& user) {
  std::vector<protocol::JoinedRoom> rooms;
  for (const auto& row : tx.exec(joined_all, user))
    rooms.push_back(joined_of(row));
  return rooms;
}

std::optional<protocol::JoinedRoom> joined_room(Transaction& tx, const std::string& user,
                                                const std::string& room) {
  const auto rows = tx.exec(joined_one, user, room);
  if (rows.empty()) return std::nullopt;
  return joined_of(rows[0]);
}

std::optional<ReadState> mark_read(Transaction& tx, const std::string& room, const std::string& user,
                                   std::int64_t seq) {
  tx.exec(raise_position, room, user, seq);
  const auto now = joined_room(tx, user, room);
  if (!now) return std::nullopt;
  return ReadState{now->read_seq, now->unread, now->last_seq};
}

std::int64_t last_seq(Transaction& tx, const std::string& room) {
  return tx.exec(head, room)[0][0].as<std::int64_t>();
}

void hide_room(Transaction& tx, const std::string& room, const std::string& user, bool hidden) {
  tx.exec(put_away, room, user, hidden);
}

}  // namespace chatelier::rooms
