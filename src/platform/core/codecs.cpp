// How the text of a setting becomes a checked value, and text again. Pure.
#include "setting.hpp"

#include <chatelier/redis_url.hpp>

#include <array>
#include <charconv>
#include <cstddef>

namespace chatelier {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t bytes;
};
constexpr std::array<Unit, 3> units{{{"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}}};

bool read_digits(std::string_view text, std::uint64_t& value) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::uint64_t read_number(const std::string& text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value = 0;
  if (!read_digits(text, value) || value < least || value > most) {
    throw BadValue("must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

std::uint64_t read_bytes(const std::string& text, std::uint64_t least, std::uint64_t most) {
  std::string_view digits = text;
  std::uint64_t unit = 1;
  for (const auto& candidate : units) {
    if (!digits.ends_with(candidate.suffix)) continue;
    digits.remove_suffix(candidate.suffix.size());
    unit = candidate.bytes;
    break;
  }
  std::uint64_t value = 0;
  if (!read_digits(digits, value) || value > most / unit || value * unit < least) {
    throw BadValue("must be a number of bytes, or of KiB, MiB or GiB, from " + write_bytes(least) + " to " +
                   write_bytes(most));
  }
  return value * unit;
}

std::string write_bytes(std::uint64_t bytes) {
  for (const auto& unit : units) {
    if (bytes >= unit.bytes && bytes % unit.bytes == 0)
      return std::to_string(bytes / unit.bytes).append(unit.suffix);
  }
  return std::to_string(bytes);
}

bool read_switch(const std::string& text) {
  if (text == "on" || text == "true" || text == "1" || text == "yes") return true;
  if (text == "off" || text == "false" || text == "0" || text == "no") return false;
  throw BadValue("must be on or off");
}

Codec number(std::function<void(Config&, std::uint64_t)> set, std::function<std::uint64_t(const Config&)> get,
             std::uint64_t least, std::uint64_t most) {
  return {[set = std::move(set), least, most](Config& c, const std::string& given) {
            set(c, read_number(given, least, most));
          },
          [get = std::move(get)](const Config& c) { return std::to_string(get(c)); }};
}

Codec bytes(std::size_t Config::*field, std::uint64_t least, std::uint64_t most) {
  return {[field, least, most](Config& c, const std::string& given) {
            c.*field = read_bytes(given, least, most);
          },
          [field](const Config& c) { return write_bytes(c.*field); }};
}

Codec on_off(bool Config::*field) {
  return {[field](Config& c, const std::string& given) { c.*field = read_switch(given); },
          [field](const Config& c) { return std::string(c.*field ? "on" : "off"); }};
}

Codec text(std::string Config::*field) {
  return {[field](Config& c, const std::string& given) {
            if (given.empty()) throw BadValue("must not be empty");
            if (given.find('\0') != std::string::npos) throw BadValue("must not hold a zero byte");
            c.*field = given;
          },
          [field](const Config& c) { return c.*field; }};
}

Codec address(std::string Config::*field) {
  return {[field](Config& c, const std::string& given) {
            const auto range = AddressRange::parse(given == "localhost" ? "127.0.0.1" : given);
            if (!range || given.find('/') != std::string::npos) {
              throw BadValue("must be an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::");
            }
            c.*field = range->text();
          },
          [field](const Config& c) { return c.*field; }};
}

Codec ranges(std::vector<AddressRange> Config::*field) {
  return {[field](Config& c, const std::string& given) {
            (c.*field).clear();
            std::string_view rest = given;
            while (!rest.empty()) {
              const auto comma = rest.find(',');
              auto item = rest.substr(0, comma);
              rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
              while (item.starts_with(' '))
                item.remove_prefix(1);
              while (item.ends_with(' '))
                item.remove_suffix(1);
              if (item.empty()) continue;
              auto range = AddressRange::parse(item);
              if (!range) {
                throw BadValue(
                    "must be addresses or ranges such as 10.0.0.0/8 or fd00::/8, separated by commas; \"" +
                    std::string(item.substr(0, 60)) + "\" is none");
              }
              (c.*field).push_back(std::move(*range));
            }
          },
          [field](const Config& c) {
            std::string all;
            for (const auto& range : c.*field)
              all += (all.empty() ? "" : ",") + range.text();
            return all;
          }};
}

Codec redis(std::string Config::*field) {
  return {
      [field](Config& c, const std::string& given) {
        const auto parsed = parse_redis_url(given);
        if (const auto* wrong = std::get_if<std::string>(&parsed)) {
          throw BadValue("must be redis://[:password@]host[:port][/db] or unix:///path/to.sock: " + *wrong);
        }
        c.*field = given;
      },
      [field](const Config& c) { return without_secret(c.*field); }};
}

}  // namespace chatelier
