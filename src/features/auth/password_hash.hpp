// Argon2id, off the shards: every call waits for one of the few threads of the crypto pool. A full queue is
// an answer (auth/busy), not a delay. Any shard.
#pragma once

#include <chatelier/result.hpp>
#include <chatelier/task.hpp>
#include <chatelier/workers.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace chatelier::auth {

/// What one hash costs. The default is libsodium's INTERACTIVE; the stored hash says what it was made with.
struct HashCost {
  HashCost();
  unsigned long long operations;
  std::size_t memory;  // bytes
};

class PasswordHash {
 public:
  explicit PasswordHash(Workers& crypto, HashCost cost = {});

  /// The hash in its storable form (`$argon2id$…`), of all bytes of the password. Errors: auth/busy.
  [[nodiscard]] Task<Result<std::string>> make(std::string password) const;

  /// Whether the password made this hash. Without a hash the same work is done for nothing, so that time does
  /// not tell whether an account exists. Errors: auth/busy.
  [[nodiscard]] Task<Result<bool>> matches(std::string password, std::optional<std::string> hash) const;

  /// Made at another cost than today's: hash again when the password is at hand.
  [[nodiscard]] bool outdated(const std::string& hash) const;

 private:
  Workers& crypto_;
  HashCost cost_;
  std::string nobodys_;  // the hash of a password that nobody knows
};

}  // namespace chatelier::auth
