// The tables of the contract: complete, consistent, and reachable by name.
#include <chatelier/protocol.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace chatelier::protocol {
namespace {

TEST_CASE("every error code has one spelling, a status and a title", "[protocol]") {
  std::set<std::string_view> codes;
  for (std::size_t index = 0; index < error_code_count; ++index) {
    const auto code = static_cast<ErrorCode>(index);
    const ErrorInfo& about = info(code);
    CAPTURE(about.code);
    CHECK(codes.insert(about.code).second);
    CHECK(about.status >= 400);
    CHECK(about.status <= 599);
    CHECK_FALSE(about.title.empty());
    CHECK(error_code_from(about.code) == code);
  }
  CHECK_FALSE(error_code_from("no/such"));
  CHECK(info(static_cast<ErrorCode>(65'000)).code == "internal");
}

template <class Spec>
void check_indices(std::span<const Spec* const> specs) {
  for (std::size_t index = 0; index < specs.size(); ++index)
    CHECK(specs[index]->index == index);
}

TEST_CASE("an entry's index is its place in the table", "[protocol]") {
  check_indices(all_rates());
  check_indices(all_routes());
  check_indices(all_commands());
  check_indices(all_events());
}

TEST_CASE("entries are found by type", "[protocol]") {
  for (const CommandSpec* spec : all_commands())
    CHECK(find_command(spec->type) == spec);
  for (const EventSpec* spec : all_events())
    CHECK(find_event(spec->type) == spec);
  CHECK(find_command("message.created") == nullptr);
  CHECK(find_event("") == nullptr);
}

TEST_CASE("only who is not signed in yet may come without a session", "[protocol]") {
  std::set<std::string_view> open;
  for (const RouteSpec* spec : all_routes())
    if (spec->access == Access::anyone) open.insert(spec->name);
  CHECK(open == std::set<std::string_view>{"auth.login", "auth.register", "auth.reset", "invites.get"});
  for (const CommandSpec* spec : all_commands())
    CHECK(spec->access != Access::anyone);
}

TEST_CASE("who is not signed in is limited by address", "[protocol]") {
  for (const RouteSpec* spec : all_routes()) {
    CAPTURE(spec->name);
    if (spec->access == Access::anyone) CHECK(spec->rate.address.burst > 0);
  }
}

TEST_CASE("enums come back from their words", "[protocol]") {
  Role role{};
  REQUIRE(from_string(to_string(Role::moderator), role));
  CHECK(role == Role::moderator);
  CHECK_FALSE(from_string("Moderator", role));
  CHECK(to_string(RoomKind::public_) == "public");
  CHECK(to_string(Access::anyone) == "anyone");
}

TEST_CASE("a missing value throws the error that stands in its place", "[protocol]") {
  const Result<int> nothing = fail(ErrorCode::room_not_found, "gone");
  try {
    static_cast<void>(nothing.value());
    FAIL("no exception");
  } catch (const ErrorException& exception) {
    CHECK(exception.error().code == ErrorCode::room_not_found);
    CHECK(std::string_view{exception.what()} == "room/not_found: gone");
  }
}

}  // namespace
}  // namespace chatelier::protocol
