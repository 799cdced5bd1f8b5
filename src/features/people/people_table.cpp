// The port through which rooms, messages and greetings learn who somebody is.
#include "block_store.hpp"

#include <chatelier/db.hpp>
#include <chatelier/people.hpp>
#include <chatelier/protocol.hpp>

namespace chatelier {
namespace {

constexpr Query by_ids{"people.named",
                       "select id, username, display_name, deleted_at is not null from users"
                       " where id = any($1::uuid[])"};
constexpr Query preferences_of{"people.preferences",
                               "select coalesce(preferences->>'theme', '') from users where id = $1"};

}  // namespace

std::vector<protocol::User> PeopleTable::named(Transaction& tx, const std::vector<std::string>& ids) {
  std::vector<protocol::User> users;
  if (ids.empty()) return users;
  for (const auto& row : tx.exec(by_ids, text_array(ids))) {
    protocol::User user;
    user.id = row[0].c_str();
    user.username = row[1].as<std::string>();
    user.display_name = row[2].as<std::string>();
    if (row[3].as<bool>()) user.deleted = true;
    users.push_back(std::move(user));
  }
  return users;
}

protocol::Preferences PeopleTable::preferences(Transaction& tx, const std::string& user) {
  protocol::Preferences preferences;
  const auto rows = tx.exec(preferences_of, user);
  // What an older or a newer version has stored leaves the default.
  if (!rows.empty() && !from_string(rows[0][0].c_str(), preferences.theme)) preferences = {};
  return preferences;
}

std::vector<std::string> PeopleTable::blocked_by(Transaction& tx, const std::string& user) {
  return people::blocked_by(tx, user);
}

}  // namespace chatelier
