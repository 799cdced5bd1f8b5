// The feature's front: which handler answers which route.
#include "parts.hpp"

#include <chatelier/router.hpp>

#include <utility>

namespace chatelier {

Contacts::Contacts(Database& database, Bus& bus, People& people, const Clock& clock)
    : parts_(std::make_unique<people::Parts>(people::Parts{database, bus, people, clock})) {}

Contacts::~Contacts() = default;

void Contacts::mount(Router& router) {
  using namespace protocol::routes;
  people::Parts* parts = parts_.get();
  router.on<UsersGet>([parts](const Context& c, UsersGetIn in) { return parts->profile(c, std::move(in)); });
  router.on<UsersList>([parts](const Context& c, UsersListIn in) { return parts->list(c, std::move(in)); });
  router.on<BlocksList>([parts](const Context& c, protocol::Nothing) { return parts->blocks(c); });
  router.on<BlocksPut>([parts](const Context& c, BlocksPutIn in) { return parts->block(c, std::move(in)); });
  router.on<BlocksRemove>(
      [parts](const Context& c, BlocksRemoveIn in) { return parts->unblock(c, std::move(in)); });
}

Task<void> Contacts::farewell(std::string user) { return parts_->farewell(std::move(user)); }

}  // namespace chatelier
