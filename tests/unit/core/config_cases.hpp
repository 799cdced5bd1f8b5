// A configuration from made-up flags, environment and file.
#pragma once

#include <chatelier/config.hpp>
#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace chatelier::test {

using Variables = std::map<std::string, std::string>;

inline std::variant<Config, ConfigExit> parse(const std::vector<std::string>& flags,
                                              const Variables& variables = {}) {
  std::vector<const char*> arguments{"chatelier"};
  for (const auto& flag : flags)
    arguments.push_back(flag.c_str());
  return parse_config(static_cast<int>(arguments.size()), arguments.data(), [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

inline Config accepted(const std::vector<std::string>& flags, const Variables& variables = {}) {
  const auto parsed = parse(flags, variables);
  if (const auto* end = std::get_if<ConfigExit>(&parsed)) FAIL("refused: " << end->text);
  return std::get<Config>(parsed);
}

/// What is said when the configuration is refused.
inline std::string refused(const std::vector<std::string>& flags, const Variables& variables = {}) {
  const auto parsed = parse(flags, variables);
  REQUIRE(std::holds_alternative<ConfigExit>(parsed));
  const auto& end = std::get<ConfigExit>(parsed);
  CHECK(end.code == 2);
  CHECK(end.text.ends_with("\n"));
  return end.text;
}

/// What is printed when something was asked for.
inline std::string printed(const std::vector<std::string>& flags, const Variables& variables = {}) {
  const auto parsed = parse(flags, variables);
  REQUIRE(std::holds_alternative<ConfigExit>(parsed));
  const auto& end = std::get<ConfigExit>(parsed);
  INFO(end.text);
  CHECK(end.code == 0);
  return end.text;
}

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) { std::ofstream(path_) << text; }
  ~ConfigFile() { std::filesystem::remove(path_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("config" + new_trace_id() + ".toml");
};

}  // namespace chatelier::test
