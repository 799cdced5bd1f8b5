// No value makes a line, moves a terminal's cursor or pretends to be another field.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <platform/observe/log_line.hpp>

using namespace chatelier;

namespace {

const WallTime just_after_noon{std::chrono::milliseconds(1'795'521'667'013)};

std::string json(std::string_view value) {
  const LogField field("v", value);
  return json_line(just_after_noon, LogLevel::info, "request", {&field, 1});
}
std::string text(std::string_view value) {
  const LogField field("v", value);
  return text_line(just_after_noon, LogLevel::info, "request", {&field, 1}, false);
}

}  // namespace

TEST_CASE("a JSON line is one object with time, level, event and the fields in their types") {
  const LogField fields[] = {{"text", "a"}, {"number", 7}, {"real", 0.5}, {"truth", true}};
  const auto line = json_line(just_after_noon, LogLevel::warning, "request", fields);
  const auto object = nlohmann::json::parse(line);
  CHECK(object == nlohmann::json{{"at", "2026-11-24T12:01:07.013Z"},
                                 {"level", "warning"},
                                 {"event", "request"},
                                 {"text", "a"},
                                 {"number", 7},
                                 {"real", 0.5},
                                 {"truth", true}});
}

TEST_CASE("hostile values stay inside their field [req-45]") {
  const std::string_view hostile[] = {"a\nb",
                                      "a\r\n{\"level\":\"error\"}",
                                      "\x1b[2J\x1b[1;1H",
                                      std::string_view("a\0b", 3),
                                      "\x7f\x7f",
                                      "\xc2\x9b"
                                      "31m",
                                      "\xe2\x80\xae"
                                      "txt",
                                      "\xe2\x80\xa8"
                                      "next",
                                      "\xe2\x81\xa6",
                                      "a\" event=\"b",
                                      "a\\",
                                      "\xff\xfe",
                                      "\xc2",
                                      "\xe2\x80",
                                      "",
                                      "event=login ok"};
  for (const auto value : hostile) {
    for (const auto& line : {json(value), text(value)}) {
      CAPTURE(line);
      for (const char c : line)
        CHECK((static_cast<unsigned char>(c) >= ' ' && c != '\x7f'));
      for (const char* sequence : {"\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\xa8", "\xe2\x81\xa6"})
        CHECK(line.find(sequence) == std::string::npos);
    }
    CHECK(nlohmann::json::accept(json(value)));
    CHECK(text(value).find("v=\"") != std::string::npos);  // in quotes, so that it cannot end by itself
  }
  CHECK(nlohmann::json::parse(json("a\nb"))["v"] == "a\nb");
  CHECK(nlohmann::json::parse(json("\xe2\x80\xae"
                                   "txt"))["v"] ==
        "\xe2\x80\xae"
        "txt");
  CHECK(nlohmann::json::parse(json("größer ✓"))["v"] == "größer ✓");
  CHECK(json("größer").find("größer") != std::string::npos);
}

TEST_CASE("a text line is for eyes: time of day, level, event, fields") {
  const LogField fields[] = {{"method", "GET"}, {"path", "/x y"}, {"status", 200}};
  CHECK(text_line(just_after_noon, LogLevel::info, "request", fields, false) ==
        "12:01:07.013  info     request  method=GET  path=\"/x y\"  status=200");
  CHECK(text_line(just_after_noon, LogLevel::error, "request", {}, true) ==
        "\x1b[2m12:01:07.013\x1b[0m  \x1b[31merror\x1b[0m    request");
}
