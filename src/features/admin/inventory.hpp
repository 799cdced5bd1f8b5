// Who and what is on the server, and how much of it, read from Postgres. Blocking; called on the database's
// workers. Reads tables that other features write, never direct messages.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/protocol.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatelier::admin {

struct PersonStanding {
  bool admin = false;
  bool disabled = false;
};
/// Of an account that has not been deleted.
[[nodiscard]] std::optional<PersonStanding> find_standing(Transaction& tx, const std::string& user);

/// One page of people, with where the next one begins.
struct PeopleSlice {
  std::vector<protocol::AdminPerson> people;
  std::string last;  // empty: this is the end
};
/// By user name, after the slice that ended with `after`. `text`: whose names have words that begin with
/// those of it, or whose e-mail address begins with it.
[[nodiscard]] PeopleSlice list_people(Transaction& tx, const std::optional<std::string>& text,
                                      const std::string& after, std::int64_t limit);

/// Of a public or private room that has not been deleted.
[[nodiscard]] std::optional<std::string> find_room_name(Transaction& tx, const std::string& room);

/// By name, after this name and id.
[[nodiscard]] std::vector<protocol::AdminRoom> list_rooms(Transaction& tx, const std::string& after_name,
                                                          const std::string& after_id, std::int64_t limit);

/// Everything of a health report that Postgres knows.
void count_stored(Transaction& tx, protocol::ServerHealth& health);

}  // namespace chatelier::admin
