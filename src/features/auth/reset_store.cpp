// A link is valid while its row stands and its hour lasts: unknown, used, replaced and expired are one
// answer.
#include "reset_store.hpp"

namespace chatelier::auth {
namespace {

constexpr Query insert{
    "auth.insert_reset",
    "insert into password_resets (user_id, token_hash, expires_at)"
    " select id, $2, $3::timestamptz from users where id = $1 and deleted_at is null for share"
    " on conflict (user_id) do update"
    " set token_hash = excluded.token_hash, expires_at = excluded.expires_at"};
constexpr Query find{"auth.find_reset",
                     "select u.id, u.username, u.display_name, coalesce(u.email, '')"
                     " from password_resets r join users u on u.id = r.user_id"
                     " where r.token_hash = $1 and r.expires_at > $2::timestamptz and u.deleted_at is null"};
// The account's row first, as whoever deletes the account takes them.
constexpr Query redeem{"auth.redeem_reset",
                       "with held as (select u.id from users u join password_resets r on r.user_id = u.id"
                       " where r.token_hash = $1 for no key update of u),"
                       " used as (delete from password_resets r using held where r.user_id = held.id"
                       " and r.token_hash = $1 and r.expires_at > $2::timestamptz returning r.user_id)"
                       " update users u set password_hash = $3 from used"
                       " where u.id = used.user_id and u.deleted_at is null returning u.id"};
constexpr Query remove{"auth.delete_reset", "delete from password_resets where user_id = $1"};

}  // namespace

bool insert_reset(Transaction& tx, const std::string& user, const std::string& token_hash,
                  WallTime expires_at) {
  return tx.exec(insert, user, token_hash, to_rfc3339(expires_at)).affected_rows() == 1;
}

std::optional<FoundReset> find_reset(Transaction& tx, const std::string& token_hash, WallTime now) {
  const auto rows = tx.exec(find, token_hash, to_rfc3339(now));
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return FoundReset{row[0].c_str(), row[1].as<std::string>(), row[2].as<std::string>(),
                    row[3].as<std::string>()};
}

std::optional<std::string> redeem_reset(Transaction& tx, const std::string& token_hash, WallTime now,
                                        const std::string& password_hash) {
  const auto rows = tx.exec(redeem, token_hash, to_rfc3339(now), password_hash);
  if (rows.empty()) return std::nullopt;
  return rows[0][0].c_str();
}

void delete_reset_of(Transaction& tx, const std::string& user) { tx.exec(remove, user); }

}  // namespace chatelier::auth
