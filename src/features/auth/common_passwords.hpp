// The passwords that guessers try first, from common_passwords.txt, which is part of the program. Any thread.
#pragma once

#include <string_view>
#include <vector>

namespace chatelier::auth {

/// Case-folded, at least 8 characters each, in byte order. Lives as long as the process.
[[nodiscard]] const std::vector<std::string_view>& common_passwords();

}  // namespace chatelier::auth
