#include <chatelier/db.hpp>
#include <chatelier/people.hpp>
#include <chatelier/protocol.hpp>

namespace chatelier {
namespace {

constexpr Query by_ids{"auth.people_by_ids",
                       "select id, username, display_name, deleted_at is not null from users"
                       " where id = any($1::uuid[])"};

}  // namespace

std::vector<protocol::User> PeopleTable::named(Transaction& tx, const std::vector<std::string>& ids) {
  std::vector<protocol::User> people;
  if (ids.empty()) return people;
  for (const auto& row : tx.exec(by_ids, text_array(ids))) {
    protocol::User user;
    user.id = row[0].c_str();
    user.username = row[1].as<std::string>();
    user.display_name = row[2].as<std::string>();
    if (row[3].as<bool>()) user.deleted = true;
    people.push_back(std::move(user));
  }
  return people;
}

}  // namespace chatelier
