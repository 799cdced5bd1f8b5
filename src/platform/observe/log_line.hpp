// How one log line looks: pure functions, so that escaping can be tested.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/logger.hpp>

#include <span>
#include <string>
#include <string_view>

namespace chatelier {

[[nodiscard]] std::string_view name_of(LogLevel level);

/// `{"at":…,"level":…,"event":…, fields…}`; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_line(WallTime at, LogLevel level, std::string_view event,
                                    std::span<const LogField> fields);

/// `09:41:07.013  info     request  method=GET …`; control characters are escaped, so that no value makes a
/// line.
[[nodiscard]] std::string text_line(WallTime at, LogLevel level, std::string_view event,
                                    std::span<const LogField> fields, bool coloured);

}  // namespace chatelier
