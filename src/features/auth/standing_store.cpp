// An administrator who is disabled administrates nothing, so only the others count.
#include "standing_store.hpp"

namespace chatelier::auth {
namespace {

constexpr Query administrators{"auth.lock_administrators",
                               "select id from users where admin and disabled_at is null"
                               " order by id for no key update"};
constexpr Query set_disabled{"auth.set_disabled",
                             "update users set disabled_at ="
                             " case when $2 then coalesce(disabled_at, $3::timestamptz) end"
                             " where id = $1 and deleted_at is null"};
constexpr Query set_admin{"auth.set_admin",
                          "update users set admin = $2 where id = $1 and deleted_at is null"};
constexpr Query list{"auth.administrators",
                     "select username, display_name, disabled_at is not null,"
                     " to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
                     " from users where admin order by username_key"};

}  // namespace

bool is_last_administrator(Transaction& tx, const std::string& user) {
  const auto rows = tx.exec(administrators);
  return rows.size() == 1 && user == rows[0][0].c_str();
}

bool store_disabled(Transaction& tx, const std::string& user, bool disabled, WallTime at) {
  return tx.exec(set_disabled, user, disabled, to_rfc3339(at)).affected_rows() == 1;
}

bool store_admin(Transaction& tx, const std::string& user, bool admin) {
  return tx.exec(set_admin, user, admin).affected_rows() == 1;
}

std::vector<Administrator> find_administrators(Transaction& tx) {
  std::vector<Administrator> all;
  for (const auto& row : tx.exec(list))
    all.push_back({row[0].as<std::string>(), row[1].as<std::string>(), row[3].c_str(), row[2].as<bool>()});
  return all;
}

}  // namespace chatelier::auth
