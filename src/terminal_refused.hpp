// Why a command at the server's terminal was not done, in words for whoever typed it.
#pragma once

#include <stdexcept>

namespace chatelier {

struct TerminalRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace chatelier
