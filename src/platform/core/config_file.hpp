// The configuration file: TOML with one `key = value` per setting, keys named like the flags.
#pragma once

#include <map>
#include <string>

namespace chatelier {

/// Key (with dashes) to text; arrays are joined with commas. Throws BadValue naming file, line and what is
/// wrong.
[[nodiscard]] std::map<std::string, std::string> read_config_file(const std::string& path);

}  // namespace chatelier
