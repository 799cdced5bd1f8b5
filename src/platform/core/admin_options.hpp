// The command line of `chatelier admin`. Called once, before any thread.
#pragma once

#include <chatelier/config.hpp>

#include <optional>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 names it
class App;
}

namespace chatelier {

/// Parsing `app` fills `chosen` in when the command is given; both outlive it.
void declare_admin(CLI::App& app, std::optional<AdminCommand>& chosen);

}  // namespace chatelier
