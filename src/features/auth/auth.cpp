// The feature's front: which handler answers which route. Everything else stands in the files that
// handlers.hpp names.
#include "handlers.hpp"
#include "parts.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/router.hpp>

namespace chatelier {

namespace routes = protocol::routes;

Auth::Auth(Database& database, Workers& crypto, const Clock& clock, Bus& bus, AuthSettings settings,
           AuthHooks hooks)
    : parts_(std::make_unique<auth::Parts>(database, crypto, clock, bus, settings, std::move(hooks))) {}

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
  router.on<routes::MeGet>(
      [&parts](const Context& context, protocol::Nothing) { return auth::read_me(parts, context); });
  router.on<routes::MeDelete>([&parts](const Context& context, routes::MeDeleteIn in) {
    return auth::delete_account(parts, context, std::move(in));
  });
  router.on<routes::UsersGet>([&parts](const Context& context, routes::UsersGetIn in) {
    return auth::read_profile(parts, context, std::move(in));
  });
  router.on<routes::UsersList>([&parts](const Context& context, routes::UsersListIn in) {
    return auth::list_people(parts, context, std::move(in));
  });
}

Task<Result<IdentityPtr>> Auth::authenticate(Credential credential) {
  return parts_->sessions.identify(std::string(credential.secret), credential.cookie);
}

Task<bool> Auth::still_valid(const Identity& identity) { return parts_->sessions.stands(identity.session); }

}  // namespace chatelier
