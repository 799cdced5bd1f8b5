// One thing that can be configured: its names, its help, and how its text becomes a checked value and text
// again.
#pragma once

#include <chatelier/config.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace chatelier {

/// What is wrong with a value, to follow the name of its setting: "must be a number from 0 to 65535".
struct BadValue : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Both directions between a setting's text and its field.
struct Codec {
  std::function<void(Config&, const std::string& text)> read;
  std::function<std::string(const Config&)> write;
};

struct Setting {
  std::string group;
  std::string flag;  // without the dashes; also the key in the file
  std::string fallback;
  std::string help;
  Codec codec;
  enum class Form : std::uint8_t { value, list, toggle, secret } form = Form::value;

  /// `log-level` is CHATELIER_LOG_LEVEL.
  [[nodiscard]] std::string variable() const;
};

/// All of them, in the order of the help.
[[nodiscard]] const std::vector<Setting>& settings();

/// Checks what no setting can check alone and fills in what is derived from others. Throws BadValue with
/// whole sentences.
void settle(Config& config);

// The parts of codecs, in codecs.cpp.
[[nodiscard]] std::uint64_t read_number(const std::string& text, std::uint64_t least, std::uint64_t most);
[[nodiscard]] std::uint64_t read_bytes(const std::string& text, std::uint64_t least, std::uint64_t most);
[[nodiscard]] std::string write_bytes(std::uint64_t bytes);
[[nodiscard]] bool read_switch(const std::string& text);
[[nodiscard]] std::string without_secret(const std::string& url);

[[nodiscard]] Codec number(std::function<void(Config&, std::uint64_t)> set,
                           std::function<std::uint64_t(const Config&)> get, std::uint64_t least,
                           std::uint64_t most);
[[nodiscard]] Codec bytes(std::size_t Config::*field, std::uint64_t least, std::uint64_t most);
[[nodiscard]] Codec on_off(bool Config::*field);
[[nodiscard]] Codec text(std::string Config::*field);
[[nodiscard]] Codec address(std::string Config::*field);
[[nodiscard]] Codec ranges(std::vector<AddressRange> Config::*field);
[[nodiscard]] Codec origin(std::string Config::*field);
[[nodiscard]] Codec database(std::string Config::*field);
[[nodiscard]] Codec redis(std::string Config::*field);

template <std::unsigned_integral T>
Codec number(T Config::*field, std::uint64_t least, std::uint64_t most) {
  return number([field](Config& c, std::uint64_t v) { c.*field = static_cast<T>(v); },
                [field](const Config& c) -> std::uint64_t { return c.*field; }, least, most);
}

template <class Period>
Codec duration(std::chrono::duration<std::int64_t, Period> Config::*field, std::uint64_t least,
               std::uint64_t most) {
  using Duration = std::chrono::duration<std::int64_t, Period>;
  return number([field](Config& c, std::uint64_t v) { c.*field = Duration(static_cast<std::int64_t>(v)); },
                [field](const Config& c) { return static_cast<std::uint64_t>((c.*field).count()); }, least,
                most);
}

template <class E>
Codec choice(E Config::*field, std::vector<std::pair<std::string, E>> values) {
  return {[field, values](Config& c, const std::string& given) {
            std::string names;
            for (const auto& [name, value] : values) {
              if (name == given) {
                c.*field = value;
                return;
              }
              names += (names.empty() ? "" : ", ") + name;
            }
            throw BadValue("must be one of " + names);
          },
          [field, values](const Config& c) {
            for (const auto& [name, value] : values) {
              if (value == c.*field) return name;
            }
            return std::string();
          }};
}

}  // namespace chatelier
