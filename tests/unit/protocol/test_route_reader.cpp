// What a route's `read` makes of path, query, body and Idempotency-Key, and how it names what is wrong.
#include <chatelier/protocol.hpp>

#include <catch2/catch.hpp>
#include <print_result.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace chatelier::protocol {
namespace {

const std::string room = "0192f3a1-7c00-7000-8000-00000000000a";
const std::string nonce = "6f1c2a34-0000-4000-8000-0000000000aa";

wire::RouteInput body(std::string_view text) { return {.body = text}; }

template <class Route>
std::vector<FieldError> problems(const wire::RouteInput& input) {
  const auto in = Route::read(input);
  REQUIRE_FALSE(in);
  REQUIRE(in.error().code == ErrorCode::request_invalid);
  return in.error().fields;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  while (times-- > 0)
    all += text;
  return all;
}

std::string registering(std::string_view username, std::string_view password = "correct horse") {
  return R"({"username":")" + std::string{username} + R"(","password":")" + std::string{password} + "\"}";
}

using routes::AuthRegister;
using routes::EventsList;
using routes::MessagesGet;
using routes::MessagesList;
using routes::MessagesSend;
using routes::RoomsCreate;
using routes::UsersList;

TEST_CASE("a body becomes a struct", "[protocol]") {
  const auto in =
      AuthRegister::read(body(R"({"username":"alice","password":"correct horse","display_name":"Alice"})"));
  REQUIRE(in);
  CHECK(in->username == "alice");
  CHECK(in->password == "correct horse");
  CHECK(in->display_name == "Alice");
  CHECK_FALSE(in->email);
}

TEST_CASE("everything that is wrong is named at once", "[protocol]") {
  const auto fields =
      problems<AuthRegister>(body(R"({"username":"a","email":"nobody","admin":true,"invite":7})"));
  CHECK(fields == std::vector<FieldError>{{"username", "too_short"},
                                          {"password", "missing"},
                                          {"email", "format"},
                                          {"invite", "type"},
                                          {"admin", "unknown"}});
}

TEST_CASE("an absent body is an empty object; another value is none", "[protocol]") {
  CHECK(problems<AuthRegister>(body("")).size() == 2);
  for (const std::string_view text : {"[]", "null", "1", "\"x\"", "true"})
    CHECK(problems<AuthRegister>(body(text)) == std::vector<FieldError>{{"", "type"}});
  CHECK(AuthRegister::read(body("{")).error().code == ErrorCode::request_malformed_json);
}

TEST_CASE("a route without a body refuses what is sent, by name", "[protocol]") {
  CHECK(routes::AuthLogout::read(body("")));
  CHECK(routes::AuthLogout::read(body("{}")));
  CHECK(problems<routes::AuthLogout>(body(R"({"everywhere":true})")) ==
        std::vector<FieldError>{{"everywhere", "unknown"}});
}

TEST_CASE("lengths are code points on both ends", "[protocol]") {
  CHECK(AuthRegister::read(body(registering("éé"))));
  CHECK(AuthRegister::read(body(registering(repeated("😀", 32)))));
  CHECK(problems<AuthRegister>(body(registering("é"))) == std::vector<FieldError>{{"username", "too_short"}});
  CHECK(problems<AuthRegister>(body(registering(repeated("😀", 33)))) ==
        std::vector<FieldError>{{"username", "too_long"}});
  CHECK(AuthRegister::read(body(registering("alice", "12345678"))));
  CHECK(AuthRegister::read(body(registering("alice", std::string(128, 'x')))));
  CHECK(problems<AuthRegister>(body(registering("alice", "1234567"))).front().code == "too_short");
  CHECK(problems<AuthRegister>(body(registering("alice", std::string(129, 'x')))).front().code == "too_long");
}

TEST_CASE("null is a value of the wrong type, not an absent one", "[protocol]") {
  CHECK(problems<AuthRegister>(body(R"({"username":"alice","password":"correct horse","email":null})")) ==
        std::vector<FieldError>{{"email", "type"}});
}

TEST_CASE("a line has no control characters and something to see", "[protocol]") {
  const auto named = [](std::string_view name) { return R"({"name":")" + std::string{name} + "\"}"; };
  for (const std::string_view bad :
       {" ", "\\t", "a\\nb", "a\\u0007", "\\u2028x", "x\\u0085", "\\u200b\\u00a0"}) {
    CAPTURE(bad);
    CHECK(problems<RoomsCreate>(body(named(bad))) == std::vector<FieldError>{{"name", "format"}});
  }
  for (const std::string_view good : {"x", "the lobby", "مرحبا", "👩‍👩‍👧", " x "}) {
    CAPTURE(good);
    CHECK(RoomsCreate::read(body(named(good))));
  }
}

TEST_CASE("an e-mail address has the shape of one", "[protocol]") {
  const auto with = [](std::string_view email) {
    return R"({"username":"alice","password":"correct horse","email":")" + std::string{email} + "\"}";
  };
  for (const std::string_view good : {"a@b", "a.b+c@example.org", "é@exämple.org"})
    CHECK(AuthRegister::read(body(with(good))));
  for (const std::string_view bad :
       {"", "@b", "a@", "a@b@c", "a b@c", "a@.b", "a@b.", "a@b..c", "a@b\\nc", "a\\u0000@b"}) {
    CAPTURE(bad);
    CHECK_FALSE(AuthRegister::read(body(with(bad))));
  }
}

TEST_CASE("an enum takes its own words only, and a default stands in for an absent field", "[protocol]") {
  CHECK(RoomsCreate::read(body(R"({"name":"x"})"))->visibility == Visibility::public_);
  CHECK(RoomsCreate::read(body(R"({"name":"x","visibility":"private"})"))->visibility ==
        Visibility::private_);
  for (const std::string_view bad : {"Public", "", "dm"})
    CHECK(problems<RoomsCreate>(body(R"({"name":"x","visibility":")" + std::string{bad} + "\"}")) ==
          std::vector<FieldError>{{"visibility", "enum"}});
}

TEST_CASE("path and query become numbers, ids and lists", "[protocol]") {
  const auto page =
      MessagesList::read({.path = {{"room", room}}, .query = {{"before", "17"}, {"limit", "200"}}});
  REQUIRE(page);
  CHECK(page->room == room);
  CHECK(page->before == 17);
  CHECK(page->limit == 200);
  CHECK(MessagesList::read({.path = {{"room", room}}})->limit == 50);
  CHECK(EventsList::read({.path = {{"room", room}}, .query = {{"after", "0"}}})->after == 0);
  CHECK(UsersList::read({.query = {{"ids", room + "," + nonce}}})->ids ==
        std::vector<std::string>{room, nonce});
}

TEST_CASE("a query is as strict as a body", "[protocol]") {
  using Query = std::vector<std::pair<std::string, std::string>>;
  const auto wrong = [](Query query) {
    return problems<MessagesList>({.path = {{"room", room}}, .query = std::move(query)});
  };
  using Fields = std::vector<FieldError>;
  CHECK(wrong({{"limit", "0"}}) == Fields{{"limit", "too_small"}});
  CHECK(wrong({{"limit", "201"}}) == Fields{{"limit", "too_large"}});
  CHECK(wrong({{"limit", "9999999999999999999"}}) == Fields{{"limit", "too_large"}});
  for (const char* text : {"", "-1", "+1", "1.0", "1e1", "0x1", " 1", "1 ", "01", "٣"})
    CHECK(wrong({{"limit", text}}) == Fields{{"limit", "type"}});
  CHECK(wrong({{"limit", "1"}, {"limit", "2"}}) == Fields{{"limit", "duplicate"}});
  CHECK(wrong({{"limits", "1"}}) == Fields{{"limits", "unknown"}});
  CHECK(wrong({{"limit", "\xFF"}}) == Fields{{"limit", "text"}});
  CHECK(wrong({{"\xFF", "1"}}) == Fields{{"?", "unknown"}});
  CHECK(wrong({{"before", "1"}, {"after", "1"}, {"around", "1"}}) ==
        Fields{{"after", "exclusive"}, {"around", "exclusive"}});
}

TEST_CASE("a list in the query is bounded and every item is read", "[protocol]") {
  const auto wrong = [](std::string ids) {
    return problems<UsersList>({.query = {{"ids", std::move(ids)}}});
  };
  CHECK(wrong("").front() == FieldError{"ids", "too_few"});
  CHECK(wrong(room + ",x").front() == FieldError{"ids[1]", "format"});
  CHECK(wrong(repeated(room + ",", 60)).front() == FieldError{"ids", "too_many"});
  CHECK(wrong(std::string(100'000, ',')).front() == FieldError{"ids", "too_many"});
}

TEST_CASE("an address that cannot exist is not found", "[protocol]") {
  for (const std::string& bad :
       {std::string{"x"}, std::string{}, room + "0", std::string(36, '-'), std::string{"../x"}})
    CHECK(MessagesList::read({.path = {{"room", bad}}}).error().code == ErrorCode::room_not_found);
  for (const char* bad : {"0", "-1", "x", "1.5", "99999999999999999999"})
    CHECK(MessagesGet::read({.path = {{"room", room}, {"seq", bad}}}).error().code ==
          ErrorCode::message_not_found);
}

TEST_CASE("an id has one spelling inside", "[protocol]") {
  std::string upper = room;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char letter) { return std::toupper(letter); });
  CHECK(MessagesList::read({.path = {{"room", upper}}})->room == room);
}

TEST_CASE("the nonce may stand in the body or in Idempotency-Key", "[protocol]") {
  const std::string plain = R"({"text":"hi"})";
  const std::string with = R"({"text":"hi","nonce":")" + nonce + "\"}";
  const auto read = [](std::string_view text, std::string_view key) {
    return MessagesSend::read({.path = {{"room", room}}, .body = text, .idempotency_key = key});
  };
  CHECK_FALSE(read(plain, "")->nonce);
  CHECK(read(with, "")->nonce == nonce);
  CHECK(read(plain, nonce)->nonce == nonce);
  CHECK(read(with, nonce)->nonce == nonce);
  CHECK(read(with, room).error().fields.front() == FieldError{"Idempotency-Key", "conflict"});
  CHECK(read(plain, "x").error().fields.front() == FieldError{"Idempotency-Key", "format"});
}

TEST_CASE("a refusal stays small however much is wrong", "[protocol]") {
  std::string many = "{";
  for (int index = 0; index < 5'000; ++index)
    many += '"' + std::string(100, 'k') + std::to_string(index) + "\":0,";
  const auto error = RoomsCreate::read(body(many + R"("name":"x"})")).error();
  CHECK(error.fields.size() == 20);
  CHECK(error.fields.front().field.size() == 64);
  CHECK(problem_json(error, "r").size() < 5'000);
}

}  // namespace
}  // namespace chatelier::protocol
