// User names in their three forms, and what never becomes a name.
#include "features/auth/names.hpp"
#include "print_result.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::auth;

namespace {

ErrorCode refusal_of(std::string_view name) {
  const auto read = read_username(name);
  INFO(name);
  REQUIRE_FALSE(read);
  return read.error().code;
}

bool same_skeleton(std::string_view a, std::string_view b) {
  const auto first = read_username(a), second = read_username(b);
  REQUIRE(first);
  REQUIRE(second);
  return first->skeleton == second->skeleton;
}

std::string times(int count, std::string_view text) {
  std::string result;
  for (int i = 0; i < count; ++i)
    result += text;
  return result;
}

}  // namespace

TEST_CASE("a user name keeps its looks and is compared without regard to case") {
  const auto name = read_username("Ann-Marie_2.0");
  REQUIRE(name);
  CHECK(name->shown == "Ann-Marie_2.0");
  CHECK(name->key == "ann-marie_2.0");
  for (const char* other :
       {"Ωμέγα", "José", "Müller", "Łukasz", "Юлия", "さくら", "田中太郎", "김철수", "محمد", "प्रिया"}) {
    INFO(other);
    CHECK(read_username(other));
  }
}

TEST_CASE("compatibility forms and the composition of letters make no second name") {
  const auto wide = read_username("Ａｌｉｃｅ");
  REQUIRE(wide);
  CHECK(wide->shown == "Alice");
  CHECK(wide->key == "alice");
  CHECK(read_username("Jose\u0301")->key == read_username("JOSÉ")->key);
  CHECK(read_username("straße")->key == read_username("STRASSE")->key);
}

TEST_CASE("names that look the same have one skeleton") {
  CHECK(same_skeleton("Alice", "AIice"));  // capital I for l
  CHECK(same_skeleton("bob0", "bobO"));
  CHECK(same_skeleton("coco", "сосо"));     // all of it Cyrillic
  CHECK(same_skeleton("modern", "modem"));  // rn for m
  CHECK(same_skeleton("Modern", "modem"));
  CHECK_FALSE(same_skeleton("alice", "bob"));
}

TEST_CASE("a name of mixed scripts, of signs, or with anything invisible is none") {
  for (const char* name :
       {"аlice",    "alicе",       "two words", "a\u200Db", "a\u200Bb", "a\u00ADb",
        "a\u202Eb", "\u2066ab",    "a\nb",      "a\tb",     "__",       "..",
        "--",       "-.",          "a@b",       "a/b",      "a:b",      "a,b",
        "<b>",      "a'b",         "a\"b",      "a;b",      "a\\b",     "a%b",
        "a#b",      "a&b",         "💬💬",        "a💬",       "✓✓",       "ab\u0301\u0301\u0301",
        "१2",       "\u0301\u0301"})
    CHECK(refusal_of(name) == ErrorCode::auth_username_invalid);
}

TEST_CASE("the length is counted in code points of the form that is stored") {
  CHECK(refusal_of("") == ErrorCode::auth_username_invalid);
  CHECK(refusal_of("a") == ErrorCode::auth_username_invalid);
  CHECK(read_username("ab"));
  CHECK(read_username(std::string(32, 'a')));
  CHECK(refusal_of(std::string(33, 'a')) == ErrorCode::auth_username_invalid);
  CHECK(read_username(times(32, "я")));
  CHECK(refusal_of(times(33, "я")) == ErrorCode::auth_username_invalid);
  CHECK(refusal_of(times(3, "ﷺ")) == ErrorCode::auth_username_invalid);  // three code points become 54
}

TEST_CASE("nobody bears a name that speaks for the server, however it is written") {
  for (const char* name :
       {"admin", "Admin", "ADMIN", "ａｄｍｉｎ", "root", "system", "SYSTEM", "lobby", "deleted",
        "Deleted-1234", "chatelier", "CHATELIER", "Chate1ier", "everyone", "moderator"})
    CHECK(refusal_of(name) == ErrorCode::auth_username_taken);
  CHECK(read_username("administrators"));
}

TEST_CASE("bytes that are not UTF-8 do not break the reading of a name") {
  for (const char* name : {"\xff\xfe", "ab\xc3", "\xed\xa0\x80xx", "ab\xf0\x9f"})
    CHECK(refusal_of(name) == ErrorCode::auth_username_invalid);
}

TEST_CASE("a display name is almost anything that can be seen") {
  CHECK(read_display_name("Greta 💬").value() == "Greta 💬");
  CHECK(read_display_name("  Ann  ").value() == "Ann");
  CHECK(read_display_name("👩‍👩‍👧").value() == "👩‍👩‍👧");  // joined by U+200D
  CHECK(read_display_name("עברית").value() == "עברית");
  CHECK(read_display_name(times(64, "é")));
}

TEST_CASE("a display name neither disturbs the text around it nor hides") {
  const auto code_of = [](std::string_view name) {
    const auto read = read_display_name(name);
    INFO(name);
    REQUIRE_FALSE(read);
    REQUIRE(read.error().fields.size() == 1);
    CHECK(read.error().fields[0].field == "display_name");
    return read.error().fields[0].code;
  };
  for (const char* name : {"a\u202Eb", "a\u2066b", "a\u200Fb", "a\u061Cb", "a\nb", "a\u0007b", "a\u2028b",
                           "a\u0085b", "", "   ", "\u200B\u200D", "\u3164", "\u00A0"})
    CHECK(code_of(name) == "text");
  CHECK(code_of(times(65, "é")) == "too_long");
}

TEST_CASE("signing in takes the name or the address in any case") {
  CHECK(login_key("GRETA") == "greta");
  CHECK(login_key("Greta@Example.TEST") == "greta@example.test");
}
