// Argon2id behind its pool: round trips, all bytes, and a full queue that says so.
#include "features/auth/password_hash.hpp"
#include "print_result.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <future>

using namespace chatelier;
using namespace chatelier::auth;

namespace {

HashCost cheap() {
  HashCost cost;
  cost.operations = 1;
  cost.memory = 8192;
  return cost;
}

template <class T>
T wait_for(Task<T> task) {
  // As in the server it outlives the workers: one that has just answered may still be posting to it.
  static boost::asio::io_context io;
  io.restart();
  auto future = boost::asio::co_spawn(io, std::move(task), boost::asio::use_future);
  io.run();
  return future.get();
}

}  // namespace

TEST_CASE("the default cost is libsodium's interactive one: Argon2id, t=2, 64 MiB") {
  Workers crypto("crypto", 1, 4);
  const PasswordHash passwords(crypto);
  const auto hash = wait_for(passwords.make("correct horse battery")).value();
  CHECK(hash.substr(0, 31) == "$argon2id$v=19$m=65536,t=2,p=1$");
  CHECK(wait_for(passwords.matches("correct horse battery", hash)).value());
  CHECK_FALSE(passwords.outdated(hash));
}

TEST_CASE("every byte of a password counts, also the 72nd and the 512th [req-1]") {
  Workers crypto("crypto", 1, 4);
  const PasswordHash passwords(crypto, cheap());
  for (const std::size_t length : {8u, 72u, 73u, 128u, 512u}) {
    const std::string password(length, 'x');
    const auto hash = wait_for(passwords.make(password)).value();
    std::string other = password;
    other.back() = 'y';
    CHECK(wait_for(passwords.matches(password, hash)).value());
    CHECK_FALSE(wait_for(passwords.matches(other, hash)).value());
    CHECK_FALSE(wait_for(passwords.matches(password + "x", hash)).value());
    CHECK_FALSE(wait_for(passwords.matches(password.substr(1), hash)).value());
  }
  const auto hash = wait_for(passwords.make("Case Matters")).value();
  CHECK_FALSE(wait_for(passwords.matches("case matters", hash)).value());
}

TEST_CASE("two hashes of one password differ, and nobody's password matches nothing") {
  Workers crypto("crypto", 1, 4);
  const PasswordHash passwords(crypto, cheap());
  CHECK(wait_for(passwords.make("same again")).value() != wait_for(passwords.make("same again")).value());
  CHECK_FALSE(wait_for(passwords.matches("anything", std::nullopt)).value());
  CHECK_FALSE(wait_for(passwords.matches("", std::nullopt)).value());
}

TEST_CASE("a hash of another cost is outdated and still matches") {
  Workers crypto("crypto", 1, 4);
  const PasswordHash yesterday(crypto, cheap());
  HashCost dearer = cheap();
  dearer.operations = 2;
  const PasswordHash today(crypto, dearer);
  const auto hash = wait_for(yesterday.make("an old password")).value();
  CHECK(today.outdated(hash));
  CHECK(wait_for(today.matches("an old password", hash)).value());
}

TEST_CASE("a full queue is an answer with a time, at once") {
  Workers crypto("crypto", 1, 1);
  const PasswordHash passwords(crypto, cheap());
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  std::promise<void> entered;
  REQUIRE(crypto.submit([&, opened] {
    entered.set_value();
    opened.wait();
  }));
  entered.get_future().wait();
  REQUIRE(crypto.submit([] {}));  // the queue's one place
  const auto made = wait_for(passwords.make("no room for me"));
  const auto matched = wait_for(passwords.matches("no room for me", std::nullopt));
  gate.set_value();
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::auth_busy);
  CHECK(made.error().retry_after.count() > 0);
  REQUIRE_FALSE(matched);
  CHECK(matched.error().code == ErrorCode::auth_busy);
}
