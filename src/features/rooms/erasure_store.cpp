#include "erasure_store.hpp"

namespace chatelier::rooms {
namespace {

// Not at once: nodes that hear the room without Redis still have to read its last event.
constexpr Query deleted{"rooms.to_erase",
                        "select id from rooms where deleted_at < now() - interval '1 minute' limit 100"};
constexpr Query expired{"rooms.erase_invites",
                        "delete from invites where expires_at < now() - interval '7 days'"};

// So many rows of each table at a time: no transaction holds anybody up.
#define PIECE(table)                                                     \
  "delete from " table " where ctid = any(array(select ctid from " table \
  " where room_id = $1::uuid limit 2000))"

constexpr Query messages{"rooms.erase_messages", PIECE("messages")};
constexpr Query events{"rooms.erase_events", PIECE("room_events")};
constexpr Query row{"rooms.erase", "delete from rooms where id = $1 and deleted_at is not null"};

#undef PIECE

}  // namespace

std::vector<std::string> rooms_to_erase(Transaction& tx) {
  std::vector<std::string> rooms;
  for (const auto& each : tx.exec(deleted))
    rooms.emplace_back(each[0].c_str());
  return rooms;
}

void erase_expired_invites(Transaction& tx) { tx.exec(expired); }

bool erase_some(Transaction& tx, const std::string& room) {
  const auto erased = tx.exec(messages, room).affected_rows() + tx.exec(events, room).affected_rows();
  if (erased > 0) return true;
  tx.exec(row, room);
  return false;
}

}  // namespace chatelier::rooms
