// Structured log lines: JSON for machines, readable text on a terminal. Any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace chatelier {

/// One `key: value` of a log line. Values are escaped (CR and LF too); secrets never become one.
struct LogField {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, bool v) : key(k), value(v) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  template <std::integral T>
  LogField(std::string_view k, T v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t {
  automatic,
  json,
  text
};  // automatic: text on a terminal, JSON elsewhere

/// A handle that is cheap to copy. `event` is a stable name (`request`, `connection.closed`), not a sentence.
class Logger {
 public:
  Logger();  // writes nothing: for unit tests
  Logger(LogLevel least, LogFormat format);

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void warning(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) const;

 private:
  struct Sink;
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const;
  std::shared_ptr<Sink> sink_;
};

}  // namespace chatelier
