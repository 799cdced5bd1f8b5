// The Writer's bytes: valid JSON for every content, valid UTF-8 for every bytes, and the parser reads them
// back.
#include "protocol/node.hpp"

#include <chatelier/wire.hpp>

#include <catch2/catch.hpp>
#include <print_result.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier::wire {
namespace {

template <class T>
std::string written(const T& content) {
  std::string text;
  Writer out{text};
  out.value(content);
  return text;
}

TEST_CASE("text is escaped where RFC 8259 wants it and nowhere else", "[protocol]") {
  CHECK(written("plain / <b> é 漢 😀") == "\"plain / <b> é 漢 😀\"");
  CHECK(written("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(written(std::string_view{"\0\x01\x1f\x7f", 4}) == "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK(written("") == "\"\"");
}

TEST_CASE("bytes that are not UTF-8 leave as U+FFFD", "[protocol]") {
  CHECK(written("a\xFF"
                "b") ==
        "\"a\xEF\xBF\xBD"
        "b\"");
  CHECK(written("\xC3") == "\"\xEF\xBF\xBD\"");
  CHECK(written("\xC0\xAF") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(written("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(is_valid_text(written("\xF4\x90\x80\x80 \xF0\x9F\x98 x \xE2\x82")));
}

TEST_CASE("numbers and flags", "[protocol]") {
  CHECK(written(std::int64_t{0}) == "0");
  CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(written(0.25) == "0.25");
  CHECK(written(std::numeric_limits<double>::infinity()) == "null");
  CHECK(written(true) == "true");
}

TEST_CASE("commas stand between siblings only", "[protocol]") {
  std::string text;
  Writer out{text};
  out.begin_object();
  out.member("a", std::int64_t{1});
  out.key("b");
  out.begin_array();
  out.begin_object();
  out.end_object();
  out.begin_array();
  out.end_array();
  out.raw("{\"x\":1}");
  out.end_array();
  out.member("c\"", "d");
  out.end_object();
  CHECK(text == R"({"a":1,"b":[{},[],{"x":1}],"c\"":"d"})");
}

TEST_CASE("every code point comes back as it was", "[protocol]") {
  std::string all;
  for (char32_t point = 1; point <= 0x10FFFF; point += point < 0x3000 ? 1 : 61) {
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    if (point < 0x80) {
      all += static_cast<char>(point);
    } else if (point < 0x800) {
      all += {static_cast<char>(0xC0 | (point >> 6)), static_cast<char>(0x80 | (point & 0x3F))};
    } else if (point < 0x10000) {
      all += {static_cast<char>(0xE0 | (point >> 12)), static_cast<char>(0x80 | ((point >> 6) & 0x3F)),
              static_cast<char>(0x80 | (point & 0x3F))};
    } else {
      all += {static_cast<char>(0xF0 | (point >> 18)), static_cast<char>(0x80 | ((point >> 12) & 0x3F)),
              static_cast<char>(0x80 | ((point >> 6) & 0x3F)), static_cast<char>(0x80 | (point & 0x3F))};
    }
  }
  REQUIRE(is_valid_text(all));
  const auto document = Document::parse(written(all));
  REQUIRE(document);
  CHECK(document->root().text == all);
}

TEST_CASE("valid text is UTF-8 without NUL; lengths are code points", "[protocol]") {
  CHECK(is_valid_text(""));
  CHECK(is_valid_text("é😀\xEF\xBF\xBF\xF4\x8F\xBF\xBF"));
  for (const std::string_view text :
       {std::string_view{"\0", 1}, std::string_view{"\x80"}, std::string_view{"\xC1\xBF"},
        std::string_view{"\xE0\x9F\xBF"}, std::string_view{"\xED\xBF\xBF"},
        std::string_view{"\xF0\x8F\xBF\xBF"}, std::string_view{"\xF4\x90\x80\x80"},
        std::string_view{"\xF5\x80\x80\x80"}, std::string_view{"\xE2\x82"}, std::string_view{"\xFE"}})
    CHECK_FALSE(is_valid_text(text));
  CHECK(code_points("é😀x") == 3);
  CHECK(code_points("👩‍👩‍👧") == 5);
}

}  // namespace
}  // namespace chatelier::wire
