#include "log_line.hpp"
#include "stderr_sink.hpp"

#include <chatelier/logger.hpp>

#include <spdlog/logger.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

namespace chatelier {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

// Lines go to stderr; stdout is for what a script waits for.
struct Logger::Sink {
  Sink(LogLevel least, LogFormat format)
      : json(format == LogFormat::json || (format == LogFormat::automatic && ::isatty(STDERR_FILENO) == 0)),
        coloured(::isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr),
        lines("chatelier", std::make_shared<StderrSink>(STDERR_FILENO, [this](std::uint64_t count) {
                const LogField lost("lines", count);
                return line(LogLevel::warning, "log.lost", {&lost, 1});
              })) {
    lines.set_level(level_of(least));
  }

  [[nodiscard]] std::string line(LogLevel level, std::string_view event,
                                 std::span<const LogField> fields) const {
    const WallTime now = clock.wall();
    return json ? json_line(now, level, event, fields) : text_line(now, level, event, fields, coloured);
  }

  const bool json;
  const bool coloured;
  const SystemClock clock;
  spdlog::logger lines;
};

Logger::Logger() = default;

Logger::Logger(LogLevel least, LogFormat format) : sink_(std::make_shared<Sink>(least, format)) {}

void Logger::debug(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::debug, event, fields);
}
void Logger::info(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::info, event, fields);
}
void Logger::warning(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::warning, event, fields);
}
void Logger::error(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::error, event, fields);
}

void Logger::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const {
  if (sink_ == nullptr || !sink_->lines.should_log(level_of(level))) return;
  const std::string line = sink_->line(level, event, {fields.begin(), fields.size()});
  sink_->lines.log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace chatelier
