#include "session_store.hpp"

namespace chatelier::auth {
namespace {

constexpr Query insert{
    "auth.insert_session",
    "insert into sessions (id, user_id, kind, secret_hash, user_agent, address, created_at,"
    " last_seen_at) values ($1, $2, 'cookie', $3, $4, $5, $6::timestamptz, $6::timestamptz)"};

#define FOUND                                                                                               \
  "select s.id, s.kind, u.id, u.username, u.display_name, u.admin,"                                         \
  " (extract(epoch from s.created_at) * 1000)::bigint, (extract(epoch from s.last_seen_at) * 1000)::bigint" \
  " from sessions s join users u on u.id = s.user_id where u.deleted_at is null and "

constexpr Query by_secret{"auth.session_by_secret", FOUND "s.secret_hash = $1"};
constexpr Query by_id{"auth.session_by_id", FOUND "s.id = $1"};

#undef FOUND

constexpr Query touch{"auth.touch_session",
                      "update sessions set last_seen_at = $2::timestamptz where id = $1"};
constexpr Query remove{"auth.delete_session", "delete from sessions where id = $1"};

WallTime time_of(const pqxx::field& field) {
  return WallTime(std::chrono::milliseconds(field.as<std::int64_t>()));
}

std::optional<FoundSession> found(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  FoundSession session;
  session.identity.session = row[0].c_str();
  session.identity.cookie = std::string_view(row[1].c_str()) == "cookie";
  session.identity.user = row[2].c_str();
  session.identity.username = row[3].as<std::string>();
  session.identity.display_name = row[4].as<std::string>();
  session.identity.admin = row[5].as<bool>();
  session.created_at = time_of(row[6]);
  session.last_seen_at = time_of(row[7]);
  return session;
}

}  // namespace

void insert_session(Transaction& tx, const NewSession& session) {
  tx.exec(insert, session.id, session.user, session.secret_hash, session.user_agent, session.address,
          to_rfc3339(session.at));
}

std::optional<FoundSession> find_session(Transaction& tx, const std::string& secret_hash) {
  return found(tx.exec(by_secret, secret_hash));
}

std::optional<FoundSession> find_session_by_id(Transaction& tx, const std::string& session) {
  return found(tx.exec(by_id, session));
}

void touch_session(Transaction& tx, const std::string& session, WallTime at) {
  tx.exec(touch, session, to_rfc3339(at));
}

void delete_session(Transaction& tx, const std::string& session) { tx.exec(remove, session); }

}  // namespace chatelier::auth
