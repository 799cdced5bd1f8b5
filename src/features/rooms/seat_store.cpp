#include "seat_store.hpp"

#include "sql_timestamp.hpp"
#include "stored_enum.hpp"

namespace chatelier::rooms {
namespace {

// A room that one may not know of is no room: a private one without membership, a public one with a ban.
constexpr Query standings{
    "rooms.standings",
    "select k.room_id, k.user_id, r.name, r.kind = 'public', coalesce(s.rank, 0), rank_of(r.posting),"
    " rank_of(r.drawing), r.slow_mode, r.archived_at is not null"
    " from unnest($1::uuid[], $2::uuid[]) as k(room_id, user_id)"
    " join rooms r on r.id = k.room_id and r.deleted_at is null"
    " left join seats s on s.room_id = r.id and s.user_id = k.user_id"
    " where s.rank is not null or r.kind = 'public'"
    " and not exists (select 1 from bans x where x.room_id = r.id and x.user_id = k.user_id)"};
constexpr Query strangers{
    "rooms.strangers",
    "select u.id from unnest($2::uuid[]) as u(id)"
    " left join rooms r on r.id = $1::uuid and r.deleted_at is null"
    " left join members m on m.room_id = r.id and m.user_id = u.id"
    " left join bans x on x.room_id = r.id and x.user_id = u.id"
    " where m.user_id is null and (r.id is null or r.kind <> 'public' or x.user_id is not null)"};
constexpr Query lobby{"rooms.lobby", "select id from rooms where lobby"};

constexpr Query members{"rooms.members",
                        "select user_id, role, " TIMESTAMP("joined_at") " from members"
                        " where room_id = $1 and user_id > $2::uuid order by user_id limit $3"};
constexpr Query role{"rooms.role", "select role from members where room_id = $1 and user_id = $2"};
constexpr Query everybody{"rooms.all_members", "select user_id from members where room_id = $1"};
constexpr Query of_user{"rooms.of_user", "select room_id from members where user_id = $1"};
constexpr Query newcomers{"rooms.newcomers",
                          "select user_id, room_id from members"
                          " where joined_at > clock_timestamp() - make_interval(secs => $1)"};
constexpr Query bans{"rooms.bans",
                     "select user_id, by_id, " TIMESTAMP("at") " from bans where room_id = $1"
                     " order by at desc, user_id limit 1000"};

// The heir of a room is its highest and then its oldest other member.
constexpr Query of_person{
    "rooms.memberships",
    "select m.room_id, h.user_id is null,"
    " case when m.role = 'owner' and not exists (select 1 from members o where o.room_id = m.room_id"
    " and o.role = 'owner' and o.user_id <> m.user_id) then h.user_id end, m.role = 'owner' from members m"
    " left join lateral (select o.user_id from members o join users u on u.id = o.user_id and u.deleted_at "
    "is null"
    " where o.room_id = m.room_id and o.user_id <> m.user_id"
    " order by rank_of(o.role) desc, o.joined_at, o.user_id limit 1) h on true"
    " where m.user_id = $1"};
constexpr Query not_gone{"rooms.unburied",
                         "select distinct m.user_id from members m join users u on u.id = m.user_id"
                         " where u.deleted_at is not null limit 1000"};

constexpr std::size_t id_length = 36;
constexpr const char* before_all_ids = "00000000-0000-0000-0000-000000000000";

// The ranks of the schema are the order of Role.
Role role_of(const pqxx::field& rank) { return static_cast<Role>(rank.as<int>()); }

std::vector<std::string> first_column(const pqxx::result& rows) {
  std::vector<std::string> ids;
  for (const auto& row : rows)
    ids.emplace_back(row[0].c_str());
  return ids;
}

}  // namespace

std::unordered_map<std::string, Standing> find_standings(Transaction& tx,
                                                         const std::vector<std::string>& seats) {
  std::vector<std::string> rooms;
  std::vector<std::string> users;
  for (const std::string& seat : seats) {
    rooms.push_back(seat.substr(0, id_length));
    users.push_back(seat.substr(id_length));
  }
  std::unordered_map<std::string, Standing> found;
  for (const auto& row : tx.exec(standings, text_array(rooms), text_array(users))) {
    const std::string room = row[0].c_str();
    found.insert_or_assign(seat_of(room, row[1].c_str()),
                           Standing{.room = room,
                                    .name = row[2].as<std::string>(),
                                    .is_public = row[3].as<bool>(),
                                    .role = role_of(row[4]),
                                    .posting = role_of(row[5]),
                                    .drawing = role_of(row[6]),
                                    .slow_mode = std::chrono::seconds(row[7].as<int>()),
                                    .archived = row[8].as<bool>()});
  }
  return found;
}

std::vector<std::string> find_strangers(Transaction& tx, const std::string& room,
                                        const std::vector<std::string>& users) {
  return first_column(tx.exec(strangers, room, text_array(users)));
}

std::string find_lobby(Transaction& tx) { return tx.exec(lobby)[0][0].c_str(); }

std::vector<protocol::Member> list_members(Transaction& tx, const std::string& room, const std::string& after,
                                           std::int64_t limit) {
  std::vector<protocol::Member> out;
  for (const auto& row : tx.exec(members, room, after.empty() ? std::string(before_all_ids) : after, limit))
    out.push_back(protocol::Member{row[0].c_str(), parsed<protocol::Role>(row[1]), row[2].c_str()});
  return out;
}

std::optional<protocol::Role> find_role(Transaction& tx, const std::string& room, const std::string& user) {
  const auto rows = tx.exec(role, room, user);
  if (rows.empty()) return std::nullopt;
  return parsed<protocol::Role>(rows[0][0]);
}

std::vector<std::string> all_members(Transaction& tx, const std::string& room) {
  return first_column(tx.exec(everybody, room));
}

std::vector<std::string> rooms_of(Transaction& tx, const std::string& user) {
  return first_column(tx.exec(of_user, user));
}

std::vector<Arrivals::Arrival> arrivals_within(Transaction& tx, std::chrono::seconds time) {
  std::vector<Arrivals::Arrival> out;
  for (const auto& row : tx.exec(newcomers, static_cast<double>(time.count())))
    out.push_back({row[0].c_str(), row[1].c_str()});
  return out;
}

std::vector<protocol::Ban> list_bans(Transaction& tx, const std::string& room) {
  std::vector<protocol::Ban> out;
  for (const auto& row : tx.exec(bans, room))
    out.push_back(protocol::Ban{row[0].c_str(), row[1].c_str(), row[2].c_str()});
  return out;
}

std::vector<Membership> memberships(Transaction& tx, const std::string& user) {
  std::vector<Membership> out;
  for (const auto& row : tx.exec(of_person, user)) {
    Membership membership{row[0].c_str(), row[1].as<bool>(), std::nullopt, row[3].as<bool>()};
    if (!row[2].is_null()) membership.heir = row[2].c_str();
    out.push_back(std::move(membership));
  }
  return out;
}

std::vector<std::string> unburied(Transaction& tx) { return first_column(tx.exec(not_gone)); }

}  // namespace chatelier::rooms
