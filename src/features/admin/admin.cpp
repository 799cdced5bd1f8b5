// The feature's front: which handler answers which route.
#include "parts.hpp"

#include <chatelier/router.hpp>

#include <utility>

namespace chatelier {

Admin::Admin(Database& database, Redis& redis, People& people, const Clock& clock, AdminSettings settings,
             AdminHooks hooks)
    : parts_(std::make_unique<admin::Parts>(admin::Parts{database, redis, people, clock, std::move(settings),
                                                         std::move(hooks), to_rfc3339(clock.wall())})) {}

Admin::~Admin() = default;

void Admin::mount(Router& router) {
  using namespace protocol::routes;
  admin::Parts* parts = parts_.get();
  router.on<AdminHealth>([parts](const Context&, protocol::Nothing) { return parts->health(); });
  router.on<AdminPeople>(
      [parts](const Context& c, AdminPeopleIn in) { return parts->list_people(c, std::move(in)); });
  router.on<AdminPerson>(
      [parts](const Context& c, AdminPersonIn in) { return parts->change_person(c, std::move(in)); });
  router.on<AdminReset>(
      [parts](const Context& c, AdminResetIn in) { return parts->make_reset_link(c, std::move(in)); });
  router.on<AdminErase>(
      [parts](const Context& c, AdminEraseIn in) { return parts->erase(c, std::move(in)); });
  router.on<AdminRooms>(
      [parts](const Context& c, AdminRoomsIn in) { return parts->list_rooms(c, std::move(in)); });
  router.on<AdminDrop>(
      [parts](const Context& c, AdminDropIn in) { return parts->drop_room(c, std::move(in)); });
  router.on<AdminActions>(
      [parts](const Context& c, AdminActionsIn in) { return parts->list_actions(c, std::move(in)); });
}

Task<void> Admin::record_at_terminal(std::string action, std::string subject) {
  admin::Act act{std::move(action), std::move(subject)};
  std::string nobody;
  co_await parts_->record(std::move(nobody), std::move(act));
}

}  // namespace chatelier
