// The cache is asked first, Postgres second; what ends a session here is told to the cache and to every
// socket.
#include "sessions.hpp"

#include "address.hpp"

#include <chatelier/ids.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace chatelier::auth {
namespace {

constexpr std::chrono::seconds remembered{1};
constexpr std::size_t capacity = 100'000;
constexpr std::size_t secret_bytes = 32;
// How exact "last seen" is: a write per request would make every read a write.
constexpr std::chrono::minutes touch_after{1};

// Only who has the secret can know it, and it tells nothing about the secret.
std::string csrf_of(const std::string& secret) { return sha256_hex("csrf " + secret); }

// ASCII only: it is shown in a list, and a byte of a cut character would be no text.
std::string readable(std::string_view user_agent) {
  std::string text(user_agent.substr(0, 200));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

Sessions::Sessions(Database& database, const Clock& clock, Bus& bus, const AuthSettings& settings)
    : database_(database),
      clock_(clock),
      bus_(bus),
      settings_(settings),
      by_secret_(clock, remembered, capacity),
      standing_(clock, remembered, capacity),
      doubted_(clock, remembered, capacity),
      standing_reads_(database, clock, [this](Transaction& tx, const std::vector<std::string>& sessions) {
        std::unordered_map<std::string, bool> standing;
        for (const std::string& session : standing_among(tx, sessions))
          standing.emplace(session, true);
        return standing;
      }) {}

std::optional<SessionKeys> Sessions::begin(Transaction& tx, const std::string& user,
                                           const std::string& password_hash, const Context& context) const {
  const WallTime now = clock_.wall();
  SessionKeys keys;
  keys.secret = random_token(secret_bytes);
  keys.csrf_token = csrf_of(keys.secret);
  const NewSession session{
      new_id(), user, sha256_hex(keys.secret), readable(context.user_agent), stored_address(context.address),
      now};
  if (!insert_session(tx, session, password_hash)) return std::nullopt;
  delete_expired_sessions(tx, user, now - settings_.absolute_limit, now - settings_.idle_limit);
  return keys;
}

Task<Result<IdentityPtr>> Sessions::identify(std::string secret, bool cookie) {
  const std::string hash = sha256_hex(secret);
  if (const auto known = by_secret_.get(hash)) {
    if ((*known)->cookie != cookie) co_return fail(ErrorCode::auth_required);
    if (!doubted_.get((*known)->user)) co_return *known;
  }

  const SteadyTime as_of = clock_.steady();
  auto find = [hash](Transaction& tx) { return find_session(tx, hash); };
  const std::optional<FoundSession> found = co_await database_.read(std::move(find));
  if (!found || expired(*found) || found->identity.cookie != cookie) co_return fail(ErrorCode::auth_required);
  if (clock_.wall() - found->last_seen_at > touch_after) {
    auto touch = [id = found->identity.session, now = clock_.wall()](Transaction& tx) {
      touch_session(tx, id, now);
      return true;
    };
    co_await database_.write(std::move(touch));
  }
  Identity identity = found->identity;
  identity.csrf_token = csrf_of(secret);
  identity.secret_hash = hash;
  const auto shared = std::make_shared<const Identity>(std::move(identity));
  by_secret_.put(hash, shared, as_of);
  standing_.put(shared->session, true, as_of);
  co_return shared;
}

Task<bool> Sessions::stands(std::string session) {
  const auto remember = [this, session](const StandingReads::Found& found) {
    standing_.put(session, found.value.has_value(), found.as_of);
  };
  if (const auto known = standing_.get_and_renew(session)) {
    if (known->renew) {
      const auto executor = co_await boost::asio::this_coro::executor;
      standing_reads_.get_ahead(executor, session, remember);
    }
    co_return known->value;
  }
  const auto found = co_await standing_reads_.get(session);
  remember(found);
  co_return found.value.has_value();
}

std::unordered_set<std::string> Sessions::standing_among(Transaction& tx,
                                                         const std::vector<std::string>& sessions) const {
  const WallTime now = clock_.wall();
  return find_standing_sessions(tx, sessions, now - settings_.absolute_limit, now - settings_.idle_limit);
}

Task<std::vector<std::string>> Sessions::ended_among(std::vector<std::string> sessions) {
  const SteadyTime as_of = clock_.steady();
  auto find = [this, sessions](Transaction& tx) { return standing_among(tx, sessions); };
  const std::unordered_set<std::string> standing = co_await database_.read(std::move(find));
  std::erase_if(sessions, [&standing](const std::string& session) { return standing.contains(session); });
  for (const std::string& session : sessions)
    standing_.put(session, false, as_of);
  co_return sessions;
}

Task<void> Sessions::end(const Identity& identity) {
  auto remove = [id = identity.session](Transaction& tx) {
    delete_session(tx, id);
    return true;
  };
  co_await database_.write(std::move(remove));
  const std::vector<SessionRef> one{{identity.session, identity.secret_hash}};
  ended(identity.user, one);
}

void Sessions::ended(const std::string& user, const std::vector<SessionRef>& sessions) {
  refresh(sessions);
  for (const SessionRef& session : sessions)
    bus_.signal(Signal{Signal::Kind::session_ended, user, session.id, {}, 0, nullptr});
}

void Sessions::ended_all(const std::string& user, const std::vector<SessionRef>& sessions) {
  refresh(sessions);
  bus_.signal(Signal{Signal::Kind::session_ended, user, {}, {}, 0, nullptr});
}

// For as long as something older than the end can be remembered.
void Sessions::doubt(const std::string& user) { doubted_.put(user, true, clock_.steady()); }

void Sessions::refresh(const std::vector<SessionRef>& sessions) {
  for (const SessionRef& session : sessions)
    forget(session.id, session.secret_hash);
}

Task<std::vector<protocol::Session>> Sessions::list(std::string user) {
  auto find = [user, began = clock_.wall() - settings_.absolute_limit,
               used = clock_.wall() - settings_.idle_limit](Transaction& tx) {
    return list_sessions(tx, user, began, used);
  };
  co_return co_await database_.read(std::move(find));
}

bool Sessions::expired(const FoundSession& session) const {
  const WallTime now = clock_.wall();
  return now - session.last_seen_at > settings_.idle_limit ||
         now - session.created_at > settings_.absolute_limit;
}

void Sessions::forget(const std::string& session, const std::string& secret_hash) {
  standing_.forget(session);
  by_secret_.forget(secret_hash);
}

}  // namespace chatelier::auth
