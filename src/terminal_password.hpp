// A new password from whoever sits at the server. Blocks; one thread, before or beside any other.
#pragma once

#include <string>

namespace chatelier {

/// At a terminal it is asked for twice and not shown; otherwise it is the first line of standard input.
/// Throws TerminalRefused with what is wrong, in words.
[[nodiscard]] std::string read_new_password(const std::string& whose);

}  // namespace chatelier
