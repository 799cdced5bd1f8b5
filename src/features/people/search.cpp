// The words and their index stand in migration 0006; both sides of the comparison are made by the same
// function there, and no character of the text has a meaning of its own.
#include "search.hpp"

namespace chatelier::people {
namespace {

constexpr Query by_name{
    "people.search",
    "select id, username, display_name from users"
    " where array_to_tsvector(name_words(username || ' ' || display_name)) @@ name_search($1)"
    " and deleted_at is null and disabled_at is null and id <> $2"
    " order by not starts_with(username_key, lower(normalize($1, NFKC) collate \"und-x-icu\") collate \"C\"),"
    " display_name collate \"und-x-icu\", username_key limit $3"};

}  // namespace

std::vector<protocol::User> find_people(Transaction& tx, const std::string& text, const std::string& me,
                                        std::int64_t limit) {
  std::vector<protocol::User> users;
  for (const auto& row : tx.exec(by_name, text, me, limit)) {
    protocol::User& user = users.emplace_back();
    user.id = row[0].c_str();
    user.username = row[1].as<std::string>();
    user.display_name = row[2].as<std::string>();
  }
  return users;
}

}  // namespace chatelier::people
