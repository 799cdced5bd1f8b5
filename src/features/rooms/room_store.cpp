#include "room_store.hpp"

#include <stdexcept>

namespace chatelier::rooms {
namespace {

#define TIMESTAMP(column) "to_char(" column " at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

constexpr Query seat{"rooms.seat",
                     "select r.name, r.kind, r.lobby, m.role from rooms r"
                     " left join members m on m.room_id = r.id and m.user_id = $2 where r.id = $1"};
constexpr Query lobby{"rooms.lobby", "select id from rooms where lobby"};

// Head and member count are looked up for the rooms of one page only, not before the limit.
#define ROOM_COLUMNS \
  "r.id, r.name, r.kind, r.topic, " TIMESTAMP("r.created_at") ", r.role,"                                             \
  " coalesce((select seq from room_events e where e.room_id = r.id order by seq desc limit 1), 0),"                   \
  " (select count(*) from members c where c.room_id = r.id), r.lobby"

constexpr Query one_room{"rooms.one",
                         "select " ROOM_COLUMNS
                         " from (select r.*, m.role from rooms r"
                         " left join members m on m.room_id = r.id and m.user_id = $2 where r.id = $1) r"};
constexpr Query public_rooms{"rooms.public", "select " ROOM_COLUMNS
                                             " from (select r.*, m.role from rooms r"
                                             " left join members m on m.room_id = r.id and m.user_id = $1"
                                             " where r.kind = 'public' and (r.name, r.id) > ($2, $3::uuid)"
                                             " order by r.name, r.id limit $4) r order by r.name, r.id"};
constexpr Query rooms_of{"rooms.joined",
                         "select " ROOM_COLUMNS
                         " from (select r.*, m.role from members m join rooms r on r.id = m.room_id"
                         " where m.user_id = $1 and (r.name, r.id) > ($2, $3::uuid)"
                         " order by r.name, r.id limit $4) r order by r.name, r.id"};

// unread: a difference of message numbers, whatever else the log holds.
#define JOINED                                                                                          \
  "select r.id, r.name, r.kind, r.topic, m.role, coalesce(h.seq, 0), coalesce(p.seq, 0),"               \
  " coalesce(h.msg_no, 0) - coalesce(l.msg_no, 0), r.lobby"                                             \
  " from members m join rooms r on r.id = m.room_id"                                                    \
  " left join read_positions p on p.room_id = m.room_id and p.user_id = m.user_id"                      \
  " left join lateral (select seq, msg_no from room_events e where e.room_id = m.room_id"               \
  " order by seq desc limit 1) h on true"                                                               \
  " left join lateral (select msg_no from room_events e where e.room_id = m.room_id and e.seq <= p.seq" \
  " order by seq desc limit 1) l on true"

constexpr Query joined_all{"rooms.greeting", JOINED " where m.user_id = $1 order by r.name, r.id"};
constexpr Query joined_one{"rooms.joined_one", JOINED " where m.user_id = $1 and m.room_id = $2"};

constexpr Query members{"rooms.members",
                        "select user_id, role, " TIMESTAMP("joined_at") " from members"
                        " where room_id = $1 and user_id > $2::uuid order by user_id limit $3"};

constexpr Query raise_position{
    "rooms.mark_read",
    "insert into read_positions (room_id, user_id, seq) select $1, $2, least($3,"
    " coalesce((select seq from room_events where room_id = $1::uuid order by seq desc limit 1), 0))"
    " on conflict (room_id, user_id) do update set seq = greatest(read_positions.seq, excluded.seq)"};

#undef JOINED
#undef ROOM_COLUMNS
#undef TIMESTAMP

constexpr const char* before_all_ids = "00000000-0000-0000-0000-000000000000";

template <class Enum>
Enum parsed(const pqxx::field& field) {
  Enum value{};
  if (!from_string(field.c_str(), value))
    throw std::logic_error("a value that the table's CHECK does not admit");
  return value;
}

std::optional<std::string> optional_text(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<std::string>());
}

Role role_of(const pqxx::field& field) {
  if (field.is_null()) return Role::none;
  switch (parsed<protocol::Role>(field)) {
    case protocol::Role::owner: return Role::owner;
    case protocol::Role::moderator: return Role::moderator;
    case protocol::Role::member: return Role::member;
    case protocol::Role::reader: return Role::reader;
  }
  return Role::none;
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
  return room;
}

}  // namespace

std::optional<Seat> find_seat(Transaction& tx, const std::string& room, const std::string& user) {
  const auto rows = tx.exec(seat, room, user);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Seat{room, row[0].as<std::string>(),
              parsed<protocol::RoomKind>(row[1]) == protocol::RoomKind::public_, row[2].as<bool>(),
              role_of(row[3])};
}

std::string find_lobby(Transaction& tx) { return tx.exec(lobby)[0][0].c_str(); }

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

std::vector<protocol::Member> list_members(Transaction& tx, const std::string& room, const std::string& after,
                                           std::int64_t limit) {
  std::vector<protocol::Member> out;
  for (const auto& row : tx.exec(members, room, after.empty() ? std::string(before_all_ids) : after, limit))
    out.push_back(protocol::Member{row[0].c_str(), parsed<protocol::Role>(row[1]), row[2].c_str()});
  return out;
}

ReadState mark_read(Transaction& tx, const std::string& room, const std::string& user, std::int64_t seq) {
  tx.exec(raise_position, room, user, seq);
  const auto now = joined_room(tx, user, room);
  return now ? ReadState{now->read_seq, now->unread, now->last_seq} : ReadState{};
}

}  // namespace chatelier::rooms
