// What the machine itself asks for the same work, without a chat server: below this no server can go.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>

namespace chatelier::bench {

struct FloorSettings {
  double seconds = 3;
  std::size_t sockets = 1'000;
  std::size_t frame_bytes = 330;
};

/// One thread on core 0 writes frames to TCP sockets of loopback, a reader on core 1 takes them:
/// {"frames_per_call": n, "us_per_frame": processor time of the writing thread} for n = 1, 2, 4, 8, 16.
[[nodiscard]] nlohmann::json floor_send(const FloorSettings& settings);
/// One message at a time to a thread on core 0 that sends it back: {"round_trip_ms": …}.
[[nodiscard]] nlohmann::json floor_echo(const FloorSettings& settings);
/// Argon2id with the parameters of the product, on one thread: {"hashes", "ms_each"}.
[[nodiscard]] nlohmann::json floor_hash(const FloorSettings& settings);

}  // namespace chatelier::bench
