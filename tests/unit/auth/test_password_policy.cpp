// Which passwords are refused, and that everything else is left alone.
#include "features/auth/common_passwords.hpp"
#include "features/auth/password_policy.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chatelier;
using namespace chatelier::auth;

namespace {

std::string repeated(int count, std::string_view text) {
  std::string result;
  for (int i = 0; i < count; ++i)
    result += text;
  return result;
}

}  // namespace

TEST_CASE("8 to 128 code points of any kind are a password [req-1]") {
  CHECK(refusal("qmzqmzq", {})->fields.at(0).code == "too_short");
  for (const char* password :
       {"qmzqmzqm", "        ", "ууууууую", "💬💬💬💬💬💬💬💬", "QMZQMZQM", "\x01\x02\x03\x04\x05\x06\x07\x08"})
    CHECK_FALSE(refusal(password, {}));
  CHECK(refusal(repeated(7, "💬"), {}));
  CHECK_FALSE(refusal(repeated(128, "é"), {}));
  CHECK(refusal(repeated(129, "é"), {})->fields.at(0).code == "too_long");
}

TEST_CASE("every entry of the list is refused, in any case [req-2]") {
  const auto& list = common_passwords();
  CHECK(list.size() >= 3'000);
  CHECK(std::is_sorted(list.begin(), list.end()));
  std::size_t accepted = 0;
  for (const std::string_view entry : list) {
    std::string shouted(entry);
    std::transform(shouted.begin(), shouted.end(), shouted.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    const auto refused = refusal(entry, {}), refused_shouted = refusal(shouted, {});
    if (!refused || !refused_shouted || refused->code == ErrorCode::request_invalid) ++accepted;
  }
  CHECK(accepted == 0);
  CHECK(refusal("password", {})->code == ErrorCode::auth_password_common);
  CHECK(refusal("ｐａｓｓｗｏｒｄ", {})->code == ErrorCode::auth_password_common);
  CHECK_FALSE(is_common("password of a whole sentence"));
}

TEST_CASE("names that others know are refused, with digits and signs around them too [req-3]") {
  const auto code_of = [](std::string_view password) {
    const auto refused = refusal(password, {"henrietta", "Henrietta Vos", "h.vos.long@example.test"});
    INFO(password);
    return refused ? refused->code : ErrorCode::internal;
  };
  for (const char* password :
       {"chatelier", "Chatelier", "CHATELIER", "chatelier2026", "!!chatelier!!", "henrietta", "HENRIETTA",
        "henrietta1", "1henrietta", "Henrietta Vos", "h.vos.long@example.test", "H.Vos.Long", "h.vos.long99"})
    CHECK(code_of(password) == ErrorCode::auth_password_names);
  for (const char* password : {"henrietta likes tea", "my chatelier room", "h.vos is not long"})
    CHECK(code_of(password) == ErrorCode::internal);
  // A name of digits only has no word in it; it is refused as it stands and takes nothing else with it.
  CHECK(refusal("20261123", {"20261123"})->code == ErrorCode::auth_password_names);
  CHECK_FALSE(refusal("90817263544", {"20261123"}));
  CHECK_FALSE(refusal("qmzqmzqm", {""}));
}
