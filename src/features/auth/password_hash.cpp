// One queue to the crypto pool for making and checking; never hashes on the thread of a shard.
#include "password_hash.hpp"

#include <chatelier/ids.hpp>

#include <sodium.h>

#include <array>
#include <new>
#include <stdexcept>
#include <utility>

namespace chatelier::auth {
namespace {

using namespace std::chrono_literals;

Error busy() { return fail_after(ErrorCode::auth_busy, 1s); }

std::string argon2id(const std::string& password, const HashCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.operations, cost.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();  // its only reason to fail
  return text.data();
}

}  // namespace

HashCost::HashCost()
    : operations(crypto_pwhash_OPSLIMIT_INTERACTIVE), memory(crypto_pwhash_MEMLIMIT_INTERACTIVE) {}

PasswordHash::PasswordHash(Workers& crypto, HashCost cost) : crypto_(crypto), cost_(cost) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
  nobodys_ = argon2id(random_token(32), cost_);
}

Task<Result<std::string>> PasswordHash::make(std::string password) const {
  auto job = [cost = cost_, password = std::move(password)] { return argon2id(password, cost); };
  try {
    co_return co_await offload(crypto_, std::move(job));
  } catch (const Overloaded&) {
    co_return busy();
  }
}

Task<Result<bool>> PasswordHash::matches(std::string password, std::optional<std::string> hash) const {
  const bool real = hash.has_value();
  auto job = [hash = std::move(hash).value_or(nobodys_), password = std::move(password)] {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  };
  try {
    const bool equal = co_await offload(crypto_, std::move(job));
    co_return real&& equal;
  } catch (const Overloaded&) {
    co_return busy();
  }
}

bool PasswordHash::outdated(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.operations, cost_.memory) != 0;
}

}  // namespace chatelier::auth
