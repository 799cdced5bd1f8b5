// Identifiers: made here, opaque to everybody else.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace chatelier {

/// A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then randomness, so that keys made together lie
/// together.
[[nodiscard]] std::string new_id();

/// 16 random bytes as 32 hexadecimal digits: a trace id of W3C trace context.
[[nodiscard]] std::string new_trace_id();

/// Whether `text` is a UUID in its canonical lower-case form of 36 characters. Everything that goes into a
/// `uuid` column is checked with this first: a malformed id is then "not found", never a database error.
[[nodiscard]] bool is_id(std::string_view text) noexcept;

/// `bytes` bytes of the system's CSPRNG as unpadded base64url.
[[nodiscard]] std::string random_token(std::size_t bytes);

/// The SHA-256 of `text` as 64 hexadecimal digits: how tokens are stored.
[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace chatelier
