// The limits of a session are not judged here: rows come back as they are, sessions.cpp compares them with
// the clock.
#include "session_store.hpp"

namespace chatelier::auth {
namespace {

// `for share` waits for a deletion or a disabling that is under way and then sees it.
constexpr Query insert{
    "auth.insert_session",
    "insert into sessions (id, user_id, kind, secret_hash, user_agent, address, created_at,"
    " last_seen_at) select $1::uuid, id, 'cookie', $3, $4, $5, $6::timestamptz, $6::timestamptz"
    " from users where id = $2 and password_hash = $7 and disabled_at is null for share"};

constexpr Query by_secret{
    "auth.session_by_secret",
    "select s.id, s.kind, u.id, u.username, u.display_name, u.admin,"
    " (extract(epoch from s.created_at) * 1000)::bigint, (extract(epoch from s.last_seen_at) * 1000)::bigint"
    " from sessions s join users u on u.id = s.user_id"
    " where u.deleted_at is null and u.disabled_at is null and s.secret_hash = $1"};

constexpr Query standing{"auth.standing_sessions",
                         "select s.id from sessions s join users u on u.id = s.user_id"
                         " where s.id = any($1::uuid[]) and u.deleted_at is null and u.disabled_at is null"
                         " and s.created_at >= $2::timestamptz and s.last_seen_at >= $3::timestamptz"};

constexpr Query touch{"auth.touch_session",
                      "update sessions set last_seen_at = $2::timestamptz where id = $1"};
constexpr Query remove{"auth.delete_session", "delete from sessions where id = $1"};
constexpr Query remove_expired{"auth.delete_expired_sessions",
                               "delete from sessions where user_id = $1"
                               " and (created_at < $2::timestamptz or last_seen_at < $3::timestamptz)"};
constexpr Query remove_all{"auth.delete_sessions_of",
                           "delete from sessions where user_id = $1 returning id, secret_hash"};
constexpr Query remove_others{
    "auth.delete_other_sessions",
    "delete from sessions where user_id = $1 and id <> $2 returning id, secret_hash"};
constexpr Query remove_own{"auth.delete_own_session",
                           "delete from sessions where user_id = $1 and id = $2 returning id, secret_hash"};
constexpr Query refs{"auth.sessions_of", "select id, secret_hash from sessions where user_id = $1"};

#define RFC3339(column) "to_char(" column " at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

constexpr Query list{"auth.list_sessions",
                     "select id, user_agent, address, " RFC3339("created_at") ", " RFC3339(
                         "last_seen_at") " from sessions where user_id = $1"
                                         " and created_at >= $2::timestamptz and last_seen_at >= $3::timestamptz"
                                         " order by last_seen_at desc, id desc"};

#undef RFC3339

std::vector<SessionRef> refs_of(const pqxx::result& rows) {
  std::vector<SessionRef> found;
  for (const auto& row : rows)
    found.push_back({row[0].c_str(), row[1].c_str()});
  return found;
}

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

bool insert_session(Transaction& tx, const NewSession& session, const std::string& password_hash) {
  const auto inserted = tx.exec(insert, session.id, session.user, session.secret_hash, session.user_agent,
                                session.address, to_rfc3339(session.at), password_hash);
  return inserted.affected_rows() == 1;
}

std::optional<FoundSession> find_session(Transaction& tx, const std::string& secret_hash) {
  return found(tx.exec(by_secret, secret_hash));
}

std::unordered_set<std::string> find_standing_sessions(Transaction& tx,
                                                       const std::vector<std::string>& sessions,
                                                       WallTime began, WallTime used) {
  std::unordered_set<std::string> found;
  for (const auto& row : tx.exec(standing, text_array(sessions), to_rfc3339(began), to_rfc3339(used)))
    found.emplace(row[0].c_str());
  return found;
}

void touch_session(Transaction& tx, const std::string& session, WallTime at) {
  tx.exec(touch, session, to_rfc3339(at));
}

void delete_session(Transaction& tx, const std::string& session) { tx.exec(remove, session); }

void delete_expired_sessions(Transaction& tx, const std::string& user, WallTime began, WallTime used) {
  tx.exec(remove_expired, user, to_rfc3339(began), to_rfc3339(used));
}

std::vector<SessionRef> delete_sessions_of(Transaction& tx, const std::string& user) {
  return refs_of(tx.exec(remove_all, user));
}

std::vector<SessionRef> delete_other_sessions(Transaction& tx, const std::string& user,
                                              const std::string& kept) {
  return refs_of(tx.exec(remove_others, user, kept));
}

std::optional<SessionRef> delete_own_session(Transaction& tx, const std::string& user,
                                             const std::string& session) {
  const auto ended = refs_of(tx.exec(remove_own, user, session));
  return ended.empty() ? std::nullopt : std::optional(ended.front());
}

std::vector<SessionRef> sessions_of(Transaction& tx, const std::string& user) {
  return refs_of(tx.exec(refs, user));
}

std::vector<protocol::Session> list_sessions(Transaction& tx, const std::string& user, WallTime began,
                                             WallTime used) {
  std::vector<protocol::Session> sessions;
  for (const auto& row : tx.exec(list, user, to_rfc3339(began), to_rfc3339(used))) {
    protocol::Session session;
    session.id = row[0].c_str();
    session.user_agent = row[1].as<std::string>();
    session.address = row[2].as<std::string>();
    session.created_at = row[3].c_str();
    session.last_seen_at = row[4].c_str();
    sessions.push_back(std::move(session));
  }
  return sessions;
}

}  // namespace chatelier::auth
