// The feature's front: which handler answers which route. Everything else stands in the files that
// handlers.hpp names.
#include "handlers.hpp"
#include "parts.hpp"
#include "standing.hpp"
#include "standing_store.hpp"
#include "user_store.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/router.hpp>

namespace chatelier {

namespace routes = protocol::routes;

Auth::Auth(Database& database, Workers& crypto, const Clock& clock, Bus& bus, Logger logger,
           AuthSettings settings, AuthHooks hooks, SharedBuckets* shared)
    : parts_(std::make_unique<auth::Parts>(database, crypto, clock, bus, std::move(logger), settings,
                                           std::move(hooks), shared)) {}

Auth::~Auth() = default;

void Auth::mount(Router& router) {
  auth::Parts& parts = *parts_;
  router.on<routes::AuthRegister>([&parts](const Context& context, routes::AuthRegisterIn in) {
    return auth::register_account(parts, context, std::move(in));
  });
  router.on<routes::AuthLogin>([&parts](const Context& context, routes::AuthLoginIn in) {
    return auth::sign_in(parts, context, std::move(in));
  });
  router.on<routes::AuthLogout>(
      [&parts](const Context& context, protocol::Nothing) { return auth::sign_out(parts, context); });
  router.on<routes::AuthReset>([&parts](const Context& context, routes::AuthResetIn in) {
    return auth::reset_password(parts, context, std::move(in));
  });
  router.on<routes::MeGet>(
      [&parts](const Context& context, protocol::Nothing) { return auth::read_me(parts, context); });
  router.on<routes::MeUpdate>([&parts](const Context& context, routes::MeUpdateIn in) {
    return auth::update_me(parts, context, std::move(in));
  });
  router.on<routes::MePassword>([&parts](const Context& context, routes::MePasswordIn in) {
    return auth::change_password(parts, context, std::move(in));
  });
  router.on<routes::MeDelete>([&parts](const Context& context, routes::MeDeleteIn in) {
    return auth::delete_account(parts, context, std::move(in));
  });
  router.on<routes::SessionsList>(
      [&parts](const Context& context, protocol::Nothing) { return auth::list_sessions(parts, context); });
  router.on<routes::SessionsEnd>([&parts](const Context& context, routes::SessionsEndIn in) {
    return auth::end_session(parts, context, std::move(in));
  });
}

Task<Result<IdentityPtr>> Auth::authenticate(Credential credential) {
  return parts_->sessions.identify(std::string(credential.secret), credential.cookie);
}

Task<bool> Auth::still_valid(const Identity& identity) { return parts_->sessions.stands(identity.session); }

Task<std::vector<std::string>> Auth::ended(std::vector<std::string> sessions) {
  return parts_->sessions.ended_among(std::move(sessions));
}

void Auth::ended_elsewhere(const std::string& user) { parts_->sessions.doubt(user); }

Task<Result<void>> Auth::set_disabled(std::string user, bool disabled) {
  return auth::disable_or_enable(*parts_, std::move(user), disabled);
}

Task<Result<void>> Auth::set_admin(std::string user, bool admin) {
  return auth::promote_or_demote(*parts_, std::move(user), admin);
}

Task<Result<ResetLink>> Auth::make_reset_link(std::string user) {
  return auth::make_reset_link(*parts_, std::move(user));
}

Task<Result<void>> Auth::erase(std::string user) { return auth::erase_account(*parts_, std::move(user)); }

Task<Result<protocol::User>> Auth::create_administrator(protocol::routes::AuthRegisterIn in) {
  return auth::create_administrator(*parts_, std::move(in));
}

Task<std::vector<Administrator>> Auth::administrators() {
  auto find = [](Transaction& tx) { return auth::find_administrators(tx); };
  co_return co_await parts_->database.read(std::move(find));
}

Task<std::optional<std::string>> Auth::account_named(std::string login) {
  auto find = [key = auth::login_key(login)](Transaction& tx) { return auth::find_account(tx, key); };
  const auto account = co_await parts_->database.read(std::move(find));
  co_return account ? std::optional(account->user.id) : std::nullopt;
}

}  // namespace chatelier
