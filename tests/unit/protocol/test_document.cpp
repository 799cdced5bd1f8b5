// The strict parser against what must never get through: bytes, nesting, sizes, keys and numbers.
#include "protocol/node.hpp"

#include <chatelier/wire.hpp>

#include <catch2/catch.hpp>
#include <print_result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace chatelier::wire {
namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t index = 0; index < hex.size(); index += 2)
    bytes += static_cast<char>(std::stoi(std::string{hex.substr(index, 2)}, nullptr, 16));
  return bytes;
}

bool refused(std::string_view text) {
  const auto document = Document::parse(text);
  return !document && document.error().code == ErrorCode::request_malformed_json;
}

bool accepted(std::string_view text) { return Document::parse(text).has_value(); }

std::string nested(std::size_t depth, char open, std::string_view inner, char close) {
  return std::string(depth, open) + std::string{inner} + std::string(depth, close);
}

std::string list_of(std::size_t count) {
  std::string text = "[";
  for (std::size_t index = 0; index < count; ++index)
    text += index == 0 ? "0" : ",0";
  return text + "]";
}

TEST_CASE("bytes that are not UTF-8, or not JSON in it, are refused", "[protocol]") {
  const std::vector<std::string_view> cases{
      // decoders may differ on these; ours refuses them all
      "fffe5b002200e90022005d00", "5b22e697a5d188fa225d", "5b22eda080225d", "5b22ff225d", "5b22e9225d",
      "5b2281225d", "5b22f4bfbfbf225d", "5b22c0af225d", "5b22fc83bfbfbfbf225d", "5b22fc8080808080225d",
      "5b22e0ff225d", "005b002200e90022005d", "5b002200e90022005d00",
      // no decoder may accept these
      "5b61e55d", "5bff5d", "5b313233e55d", "5b316531e55d", "5b30e55d0a", "5b3165e55d",
      "7b22b9223a2230222c7d", "5b225c75e5225d", "5b225ce5225d", "efbb7b7d", "e5", "e9"};
  REQUIRE(cases.size() == 25);
  for (const std::string_view hex : cases) {
    CAPTURE(hex);
    CHECK(refused(from_hex(hex)));
  }
}

TEST_CASE("a byte order mark is refused in front and kept inside a text", "[protocol]") {
  CHECK(refused("\xEF\xBB\xBF{}"));
  CHECK(refused("\xEF\xBB\xBF"));
  CHECK(accepted("[\"\xEF\xBB\xBF\"]"));
}

TEST_CASE("NUL is refused in every form and place", "[protocol]") {
  CHECK(refused(std::string_view{"{}\0", 3}));
  CHECK(refused(std::string_view{"{}\0{}", 5}));
  CHECK(refused(std::string_view{"\0{}", 3}));
  CHECK(refused(std::string_view{"[\"a\0b\"]", 7}));
  CHECK(refused(R"(["a\u0000b"])"));
  CHECK(refused(R"({"a\u0000b": 1})"));
}

TEST_CASE("unpaired surrogates are refused, pairs are one code point", "[protocol]") {
  for (const std::string_view text :
       {R"(["\ud800"])", R"(["\udc00"])", R"(["\ud800\ud800"])", R"(["\udc00\ud800"])", R"(["\ud800x"])",
        R"(["\ud800\n"])", R"({"\udfff": 1})"}) {
    CAPTURE(text);
    CHECK(refused(text));
  }
  const auto document = Document::parse(R"(["\ud83d\ude00"])");
  REQUIRE(document);
  CHECK(document->root().items.front().text == "\xF0\x9F\x98\x80");
}

TEST_CASE("nesting ends at 32, however deep the text goes on", "[protocol]") {
  CHECK(accepted(nested(32, '[', "", ']')));
  CHECK(refused(nested(33, '[', "", ']')));
  CHECK(refused(nested(100'000, '[', "", ']')));
  CHECK(refused(std::string(100'000, '[')));
  std::string objects;
  for (int depth = 0; depth < 100'000; ++depth)
    objects += "{\"a\":";
  CHECK(refused(objects));
}

TEST_CASE("a document has at most 10,000 values", "[protocol]") {
  CHECK(accepted(list_of(9'999)));
  CHECK(refused(list_of(10'000)));
  std::string keys = "{";
  for (int index = 0; index < 10'000; ++index)
    keys += (index == 0 ? "\"" : ",\"") + std::to_string(index) + "\":0";
  CHECK(refused(keys + "}"));
}

TEST_CASE("a key stands once in an object", "[protocol]") {
  CHECK(refused(R"({"a":1,"a":1})"));
  CHECK(refused(R"({"a":1,"b":2,"\u0061":3})"));
  CHECK(refused(R"([{"x":{"a":1,"b":2,"a":3}}])"));
  CHECK(accepted(R"({"a":{"a":1},"b":{"a":1}})"));
  CHECK(accepted(R"({"a":1,"A":1})"));
}

TEST_CASE("numbers keep whether they are exact integers", "[protocol]") {
  using Kind = Node::Kind;
  const std::vector<std::pair<std::string_view, Kind>> cases{{"0", Kind::integer},
                                                             {"-0", Kind::integer},
                                                             {"9007199254740991", Kind::integer},
                                                             {"-9007199254740991", Kind::integer},
                                                             {"9007199254740992", Kind::huge},
                                                             {"-9007199254740992", Kind::huge},
                                                             {"18446744073709551615", Kind::huge},
                                                             {"18446744073709551616", Kind::huge},
                                                             {"-99999999999999999999999", Kind::huge},
                                                             {"1.0", Kind::fraction},
                                                             {"1e2", Kind::fraction},
                                                             {"1E400", Kind::null},
                                                             {"0.5", Kind::fraction}};
  for (const auto& [text, kind] : cases) {
    CAPTURE(text);
    const auto document = Document::parse(text);
    if (kind == Kind::null) {
      CHECK_FALSE(document);
      continue;
    }
    REQUIRE(document);
    CHECK(document->root().kind == kind);
  }
  for (const std::string_view text :
       {"01", "+1", ".5", "1.", "0x10", "1_000", "NaN", "Infinity", "-", "1e", "--1"}) {
    CAPTURE(text);
    CHECK(refused(text));
  }
}

TEST_CASE("what only looks like JSON is refused", "[protocol]") {
  for (const std::string_view text :
       {"",           " ",         "{",        "}",         "[1,]",          "[,1]",
        "{\"a\":1,}", "{a:1}",     "{'a':1}",  "[1] [2]",   "{} x",          "// c\n{}",
        "/**/{}",     "[\"\t\"]",  "[\"\n\"]", "[\"\\x\"]", "[\"\\u00g0\"]", "tru",
        "True",       "nul",       "\"open",   "[\"\\\"]",  "{\"a\" 1}",     "{\"a\"}",
        "\f{}",       "\xC2\xA0{}"}) {
    CAPTURE(text);
    CHECK(refused(text));
  }
  CHECK(accepted(" \t\r\n{ } \n"));
}

TEST_CASE("a long text is one value", "[protocol]") {
  std::string text;
  text.append(10'000'000, 'x');
  const auto document = Document::parse('"' + text + '"');
  REQUIRE(document);
  CHECK(document->root().text == text);
}

TEST_CASE("a refusal says what and where", "[protocol]") {
  CHECK(Document::parse("{\"a\":}").error().detail == "the text is not valid JSON, at byte 6");
  CHECK(Document::parse(R"({"a":1,"a":2})").error().detail == "an object has the same key twice");
}

}  // namespace
}  // namespace chatelier::wire
