// People and rooms that are gone: a deleted account leaves every room and hands over what only it owned; what
// a deleted room held is erased piece by piece. Both are begun anew by the sweep when they were interrupted.
#include "erasure_store.hpp"
#include "event_types.hpp"
#include "parts.hpp"
#include "seat_store.hpp"

namespace chatelier::rooms {

Task<void> Parts::farewell(std::string user) {
  auto find = [user](Transaction& tx) { return memberships(tx, user); };
  const auto rooms = co_await database.read(std::move(find));
  for (const Membership& membership : rooms) {
    Result<Receipt> receipt = fail(ErrorCode::internal);
    if (membership.alone && membership.owner) {
      // It would belong to nobody, and a private one could not even be entered again.
      const protocol::events::RoomDeleted end;
      receipt = co_await record(room_deleted, membership.room, user, body_json(end));
    } else {
      if (membership.heir) {
        const protocol::events::MemberChanged heir{*membership.heir, protocol::Role::owner};
        receipt = co_await record(member_changed, membership.room, user, body_json(heir));
        if (!receipt) continue;  // the sweep finds another, or the same one again
      }
      const protocol::events::MemberLeft left{user};
      receipt = co_await record(member_left, membership.room, user, body_json(left));
    }
    // The others still have to be left; the sweep comes back for this one.
    if (!receipt)
      logger.warning("rooms.farewell_failed",
                     {{"room", membership.room}, {"code", info(receipt.error().code).code}});
  }
}

Task<void> Parts::sweep() {
  auto find = [](Transaction& tx) { return std::pair(unburied(tx), rooms_to_erase(tx)); };
  const auto [people_gone, rooms_gone] = co_await database.read(std::move(find));
  for (const std::string& user : people_gone) {
    if (ending) co_return;
    co_await farewell(user);
  }
  auto forget_links = [](Transaction& tx) {
    erase_expired_invites(tx);
    return true;
  };
  co_await database.write(std::move(forget_links));
  for (const std::string& room : rooms_gone) {
    bool more = true;
    while (more && !ending) {
      auto erase = [room](Transaction& tx) { return erase_some(tx, room); };
      more = co_await database.write(std::move(erase));
    }
    if (!more) logger.info("rooms.erased", {{"room", room}});
  }
}

}  // namespace chatelier::rooms
