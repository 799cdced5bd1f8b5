// Rooms, members and read positions in Postgres. Blocking; called on the database's workers. Only read
// positions are written here: everything else about a room is written by the log's writer.
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

/// A row of `rooms` with what one person is in it.
struct Seat {
  std::string room;
  std::string name;
  bool is_public = false;
  bool lobby = false;
  Role role = Role::none;
};
[[nodiscard]] std::optional<Seat> find_seat(Transaction& tx, const std::string& room,
                                            const std::string& user);

[[nodiscard]] std::string find_lobby(Transaction& tx);

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

/// In the order of their ids, after the id `after`.
[[nodiscard]] std::vector<protocol::Member> list_members(Transaction& tx, const std::string& room,
                                                         const std::string& after, std::int64_t limit);

/// Where a person now stands after reading up to `seq`, which is capped at the room's head and never falls.
struct ReadState {
  std::int64_t seq = 0;
  std::int64_t unread = 0;
  std::int64_t last_seq = 0;  // counted up to here
};
[[nodiscard]] ReadState mark_read(Transaction& tx, const std::string& room, const std::string& user,
                                  std::int64_t seq);

}  // namespace chatelier::rooms
