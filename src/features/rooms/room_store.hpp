// Rooms as lists and pages show them, and read positions. Blocking; called on the database's workers. Only
// read positions are written here: everything else about a room is written by the log's writer.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatelier::rooms {

/// For the person `user`; rooms that do not exist give nothing.
[[nodiscard]] std::optional<protocol::Room> find_room(Transaction& tx, const std::string& room,
                                                      const std::string& user);

/// By name, after the cursor's name and id.
struct RoomsAfter {
  std::string name;
  std::string room;
};
[[nodiscard]] std::vector<protocol::Room> list_rooms(Transaction& tx, protocol::RoomScope scope,
                                                     const std::string& user,
                                                     const std::optional<RoomsAfter>& after,
                                                     std::int64_t limit);

/// What `ready` and `room.added` say of a person's rooms; of all of them, or of one.
[[nodiscard]] std::vector<protocol::JoinedRoom> joined_rooms(Transaction& tx, const std::string& user);
[[nodiscard]] std::optional<protocol::JoinedRoom> joined_room(Transaction& tx, const std::string& user,
                                                              const std::string& room);

/// Where a person now stands after reading up to `seq`, which is capped at the room's head and never falls.
struct ReadState {
  std::int64_t seq = 0;
  std::int64_t unread = 0;
  std::int64_t last_seq = 0;  // counted up to here
};
/// Null for somebody who is not a member.
[[nodiscard]] std::optional<ReadState> mark_read(Transaction& tx, const std::string& room,
                                                 const std::string& user, std::int64_t seq);

[[nodiscard]] std::int64_t last_seq(Transaction& tx, const std::string& room);

/// A direct message that a person puts away, or takes out again; the next message takes it out too.
void hide_room(Transaction& tx, const std::string& room, const std::string& user, bool hidden);

}  // namespace chatelier::rooms
