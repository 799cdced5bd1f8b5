// Reads the configuration file by toml++, which is strict and knows lines. Called once, before any thread.
#include "config_file.hpp"

#include "setting.hpp"

// toml++ 3.3 asserts of a few mistakes (`[:`) that they cannot be, and then reports them like any other.
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>

namespace chatelier {
namespace {

[[noreturn]] void refuse(const std::string& path, const toml::source_region& where, const std::string& what) {
  throw BadValue(path + ", line " + std::to_string(where.begin.line) + ": " + what);
}

std::string scalar(const std::string& path, const std::string& key, const toml::node& node) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return std::to_string(value->get());
  if (const auto* value = node.as_boolean()) return value->get() ? "on" : "off";
  refuse(path, node.source(), key + " must be a string, a whole number or a boolean");
}

}  // namespace

std::map<std::string, std::string> read_config_file(const std::string& path) {
  toml::table table;
  if (std::filesystem::is_directory(path)) throw BadValue(path + ": is a folder, not a file");
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    if (error.source().begin.line == 0) throw BadValue(path + ": cannot be read");
    refuse(path, error.source(), std::string(error.description()));
  }

  std::map<std::string, std::string> values;
  for (const auto& [name, node] : table) {
    std::string key(name.str());
    std::replace(key.begin(), key.end(), '_', '-');
    const auto& all = settings();
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const auto& setting) { return setting.flag == key; });
    if (known == all.end()) refuse(path, node.source(), "there is no setting " + key);
    if (values.contains(key))
      refuse(path, node.source(), key + " stands twice, with a dash and with an underscore");

    auto& text = values[key];
    if (const auto* array = node.as_array(); array != nullptr && known->form == Setting::Form::list) {
      for (const auto& item : *array)
        text += (text.empty() ? "" : ",") + scalar(path, key, item);
    } else {
      text = scalar(path, key, node);
    }
  }
  return values;
}

}  // namespace chatelier
