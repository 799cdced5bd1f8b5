// Bytes of strangers on their way out: into a frame, which must stay UTF-8, and into a line of the log, which
// must stay one line (requirement 45).
#include "platform/observe/log_line.hpp"
#include "target.hpp"

#include <chatelier/wire.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace {

using namespace chatelier;
using fuzz::require;

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

void run(std::string_view input) {
  std::string json;
  wire::Writer out{json};
  out.value(input);
  require(is_one_line(json), "a text in JSON is one line");
  const auto read = nlohmann::json::parse(json).get<std::string>();
  require(wire::is_valid_text(input) == (read == input && input.find('\0') == std::string_view::npos),
          "text comes back as it was, anything else is repaired");

  const std::array<LogField, 2> fields{LogField("agent", input), LogField("size", input.size())};
  const std::string for_machines = json_line(WallTime(), LogLevel::info, "request", fields);
  require(is_one_line(for_machines), "one line for machines");
  const auto parsed = nlohmann::json::parse(for_machines);
  require(parsed["size"] == input.size(), "in which every field stands");
  if (wire::is_valid_text(input)) require(parsed["agent"] == std::string(input), "as it was");
  const std::string for_people = text_line(WallTime(), LogLevel::info, "request", fields, false);
  require(is_one_line(for_people), "one line for people");
  for (const std::string& line : {for_machines, for_people})
    require(line.find('\x7f') == std::string::npos, "and nothing that a terminal obeys");
}

const fuzz::Registration registered("written_text", run);

}  // namespace
