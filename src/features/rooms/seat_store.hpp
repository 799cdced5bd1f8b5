// Who is in a room, who may not be, and what each may do there. Blocking; called on the database's workers.
// Reads only: all of it is written by the log's writer.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace chatelier::rooms {

/// A room and a person, as one key.
[[nodiscard]] inline std::string seat_of(const std::string& room, const std::string& user) {
  return room + user;
}

/// Rooms as people stand to them, by seat. Left out: where there is no room, or the person may not know of
/// it.
[[nodiscard]] std::unordered_map<std::string, Standing> find_standings(Transaction& tx,
                                                                       const std::vector<std::string>& seats);
/// Those of the users for whom `find_standings` would find nothing.
[[nodiscard]] std::vector<std::string> find_strangers(Transaction& tx, const std::string& room,
                                                      const std::vector<std::string>& users);

[[nodiscard]] std::string find_lobby(Transaction& tx);

/// In the order of their ids, after the id `after`.
[[nodiscard]] std::vector<protocol::Member> list_members(Transaction& tx, const std::string& room,
                                                         const std::string& after, std::int64_t limit);
[[nodiscard]] std::optional<protocol::Role> find_role(Transaction& tx, const std::string& room,
                                                      const std::string& user);
[[nodiscard]] std::vector<std::string> rooms_of(Transaction& tx, const std::string& user);
[[nodiscard]] std::vector<std::string> all_members(Transaction& tx, const std::string& room);

/// Memberships that began within so many seconds before now.
[[nodiscard]] std::vector<Arrivals::Arrival> arrivals_within(Transaction& tx, std::chrono::seconds time);

/// Newest first.
[[nodiscard]] std::vector<protocol::Ban> list_bans(Transaction& tx, const std::string& room);

/// Rooms of a person who is leaving them all.
struct Membership {
  std::string room;
  bool alone = false;               // nobody else is in it
  std::optional<std::string> heir;  // who owns it next, when the person is its only owner
  bool owner = false;               // of it, alone or with others
};
[[nodiscard]] std::vector<Membership> memberships(Transaction& tx, const std::string& user);

/// Deleted accounts that are still members somewhere: whoever buried them was interrupted.
[[nodiscard]] std::vector<std::string> unburied(Transaction& tx);

}  // namespace chatelier::rooms
