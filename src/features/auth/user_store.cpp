// Which account belongs to a name, an address or an id, and what remains of one that was deleted.
#include "user_store.hpp"

namespace chatelier::auth {
namespace {

constexpr Query insert{
    "auth.insert_user",
    "insert into users (id, username, username_key, username_skeleton, display_name, email,"
    " password_hash, created_at, admin)"
    " values ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8::timestamptz, $9) on conflict do nothing"};
constexpr Query claim_email{
    "auth.claim_email",
    "insert into email_claims (email_key, user_id) values ($1, $2) on conflict do nothing"};

// One statement for a name and for an address, so that the two take the same time.
constexpr Query by_key{"auth.account_by_key",
                       "select id, username, display_name, password_hash, disabled_at is not null"
                       " from users where username_key = $1 union all"
                       " select u.id, u.username, u.display_name, u.password_hash, u.disabled_at is not null"
                       " from email_claims c join users u on u.id = c.user_id where c.email_key = $1"};
constexpr Query by_id{"auth.account_by_id",
                      "select id, username, display_name, password_hash, disabled_at is not null"
                      " from users where id = $1 and deleted_at is null"};

#define OWN_PROFILE                                                                \
  " id, username, display_name, email, coalesce(preferences->>'theme', 'system')," \
  " to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), admin"

constexpr Query own_profile{"auth.own_profile",
                            "select" OWN_PROFILE " from users where id = $1 and deleted_at is null"};
constexpr Query change{
    "auth.change_profile",
    "update users set display_name = coalesce($2, display_name),"
    " preferences = preferences || jsonb_strip_nulls(jsonb_build_object('theme', $3::text))"
    " where id = $1 and deleted_at is null returning" OWN_PROFILE};

#undef OWN_PROFILE

constexpr Query set_hash{"auth.set_password_hash",
                         "update users set password_hash = $3 where id = $1 and password_hash = $2"};

constexpr Query bury{"auth.bury",
                     "update users set username = 'deleted-' || right(id::text, 12),"
                     " username_key = null, username_skeleton = null,"
                     " display_name = 'Deleted account', email = null, password_hash = null, admin = false,"
                     " preferences = '{}', disabled_at = null, deleted_at = $3::timestamptz"
                     " where id = $1 and deleted_at is null and password_hash = coalesce($2, password_hash)"
                     " returning id, username, display_name"};
constexpr Query drop_claim{"auth.drop_email_claim", "delete from email_claims where user_id = $1"};

protocol::User user_of(const pqxx::row& row) {
  protocol::User user;
  user.id = row[0].c_str();
  user.username = row[1].as<std::string>();
  user.display_name = row[2].as<std::string>();
  return user;
}

std::optional<Account> account_of(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  return Account{user_of(rows[0]), rows[0][3].as<std::string>(), rows[0][4].as<bool>()};
}

std::optional<OwnProfile> profile_of(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  OwnProfile profile;
  profile.user = user_of(row);
  if (!row[3].is_null()) profile.email = row[3].as<std::string>();
  if (!from_string(row[4].as<std::string>(), profile.preferences.theme))
    profile.preferences.theme = protocol::Theme::system;
  profile.created_at = row[5].c_str();
  profile.admin = row[6].as<bool>();
  return profile;
}

}  // namespace

bool insert_user(Transaction& tx, const NewUser& user) {
  const auto inserted = tx.exec(insert, user.id, user.name.shown, user.name.key, user.name.skeleton,
                                user.display_name, user.email.value_or(std::string()), user.password_hash,
                                to_rfc3339(user.created_at), user.admin);
  if (inserted.affected_rows() == 0) return false;
  if (user.email) tx.exec(claim_email, folded(*user.email), user.id);
  return true;
}

std::optional<Account> find_account(Transaction& tx, const std::string& key) {
  return account_of(tx.exec(by_key, key));
}

std::optional<Account> find_account_by_id(Transaction& tx, const std::string& user) {
  return account_of(tx.exec(by_id, user));
}

std::optional<OwnProfile> find_own_profile(Transaction& tx, const std::string& user) {
  return profile_of(tx.exec(own_profile, user));
}

std::optional<OwnProfile> change_profile(Transaction& tx, const std::string& user,
                                         const ProfileChange& wanted) {
  std::optional<std::string> theme;
  if (wanted.theme) theme = to_string(*wanted.theme);
  return profile_of(tx.exec(change, user, wanted.display_name, theme));
}

bool replace_password_hash(Transaction& tx, const std::string& user, const std::string& old_hash,
                           const std::string& new_hash) {
  return tx.exec(set_hash, user, old_hash, new_hash).affected_rows() == 1;
}

std::optional<protocol::User> bury_user(Transaction& tx, const std::string& user,
                                        const std::optional<std::string>& password_hash, WallTime at) {
  const auto rows = tx.exec(bury, user, password_hash, to_rfc3339(at));
  if (rows.empty()) return std::nullopt;
  tx.exec(drop_claim, user);
  protocol::User tombstone = user_of(rows[0]);
  tombstone.deleted = true;
  return tombstone;
}

}  // namespace chatelier::auth
