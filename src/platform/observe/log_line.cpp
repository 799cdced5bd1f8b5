#include "log_line.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace chatelier {
namespace {

// Characters that JSON lets through and that a terminal obeys, or that make it show something else than what
// stands there: DEL, C1 controls (U+0080–9F), zero-width and directional marks, line separators.
bool misleads(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t offset) {
      return i + offset < text.size() ? static_cast<unsigned char>(text[i + offset]) : 0U;
    };
    if (at(0) == 0x7f) return true;
    if (at(0) == 0xc2 && at(1) < 0xa0) return true;
    if (at(0) == 0xe2 && at(1) == 0x80 &&
        ((at(2) >= 0x8b && at(2) <= 0x8f) || (at(2) >= 0xa8 && at(2) <= 0xae)))
      return true;
    if (at(0) == 0xe2 && at(1) == 0x81 && at(2) >= 0xa0 && at(2) <= 0xaf) return true;
  }
  return false;
}

void append_json(std::string& line, std::string_view text) {
  line += nlohmann::json(text).dump(-1, ' ', misleads(text), nlohmann::json::error_handler_t::replace);
}

void append_json(std::string& line, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) return append_json(line, *text);
  if (const auto* number = std::get_if<std::int64_t>(&field.value))
    line += std::to_string(*number);
  else if (const auto* real = std::get_if<double>(&field.value))
    line += nlohmann::json(*real).dump();
  else
    line += std::get<bool>(field.value) ? "true" : "false";
}

bool needs_quotes(std::string_view text) {
  if (text.empty()) return true;
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '='; });
}

std::string_view colour_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "\x1b[2m";
    case LogLevel::info: return "\x1b[36m";
    case LogLevel::warning: return "\x1b[33m";
    case LogLevel::error: return "\x1b[31m";
  }
  return "";
}

}  // namespace

std::string_view name_of(LogLevel level) {
  static constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::string json_line(WallTime at, LogLevel level, std::string_view event, std::span<const LogField> fields) {
  std::string line = "{\"at\":\"" + to_rfc3339(at) + "\",\"level\":\"";
  line.append(name_of(level)).append("\",\"event\":");
  append_json(line, event);
  for (const LogField& field : fields) {
    line += ',';
    append_json(line, field.key);
    line += ':';
    append_json(line, field);
  }
  line += '}';
  return line;
}

std::string text_line(WallTime at, LogLevel level, std::string_view event, std::span<const LogField> fields,
                      bool coloured) {
  const std::string_view reset = coloured ? "\x1b[0m" : "";
  const std::string_view faint = coloured ? "\x1b[2m" : "";
  std::string line(faint);
  line.append(to_rfc3339(at).substr(11, 12)).append(reset).append("  ");
  if (coloured) line.append(colour_of(level));
  line.append(name_of(level)).append(reset);
  line.append(name_of(level).size() < 9 ? 9 - name_of(level).size() : 1, ' ').append(event);
  for (const LogField& field : fields) {
    line.append("  ").append(faint).append(field.key).append("=").append(reset);
    const auto* text = std::get_if<std::string_view>(&field.value);
    if (text != nullptr && !needs_quotes(*text))
      line.append(*text);
    else
      append_json(line, field);
  }
  return line;
}

}  // namespace chatelier
