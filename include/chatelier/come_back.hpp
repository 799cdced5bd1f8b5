// The reason of a close frame that says when to come back.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace chatelier {

/// `why; retry=N`, N milliseconds at random between the two: those who are sent away together must not come
/// back together. Any thread.
[[nodiscard]] std::string come_back(std::string_view why, std::chrono::milliseconds least,
                                    std::chrono::milliseconds most);

}  // namespace chatelier
