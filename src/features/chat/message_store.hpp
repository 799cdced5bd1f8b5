// Messages in Postgres, as pages show them. Blocking; called on the database's workers.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/protocol.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatelier::chat {

/// Which part of a room's messages: those next to one seq, or the newest.
struct PageRequest {
  enum class Direction : std::uint8_t { newest, before, after, around };
  std::string room;
  Direction direction = Direction::newest;
  std::int64_t seq = 0;
  std::int64_t limit = 50;
};

/// Ascending by seq. Without `users`; in one transaction with whatever else the caller reads.
[[nodiscard]] protocol::MessagePage read_page(Transaction& tx, const PageRequest& request);

[[nodiscard]] std::optional<protocol::Message> read_message(Transaction& tx, const std::string& room,
                                                            std::int64_t seq);

/// How long slow mode makes a person wait before the next message.
[[nodiscard]] std::chrono::milliseconds slow_mode_wait(Transaction& tx, const std::string& room,
                                                       const std::string& user);

}  // namespace chatelier::chat
