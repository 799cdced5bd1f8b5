// What an operator writes: ranges of addresses, Redis URLs, the configuration file. A mistake is named, never
// a crash, and never with a secret in it. The input's first byte says which of them the rest is.
#include "platform/core/config_file.hpp"
#include "platform/core/setting.hpp"
#include "target.hpp"

#include <chatelier/address_range.hpp>
#include <chatelier/redis_url.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace {

using namespace chatelier;
using fuzz::require;

void check_range(std::string_view text) {
  const auto range = AddressRange::parse(text);
  if (!range) return;
  require(range->text() == text, "a range is what was written");
  const std::string address(text.substr(0, text.find('/')));
  require(range->contains(address), "a range holds its first address");
  const auto single = AddressRange::parse(address);
  require(single && single->contains(address), "an address alone is a range");
  require(!range->is_everything() || (range->contains("8.8.8.8") || range->contains("2001:db8::1")),
          "everything holds everything");
  require(!range->contains("no address"), "what is no address is in no range");
}

void check_redis(std::string_view text) {
  const auto parsed = parse_redis_url(text);
  if (const auto* complaint = std::get_if<std::string>(&parsed)) {
    require(!complaint->empty(), "a complaint says something");
    return;
  }
  const auto& url = std::get<RedisUrl>(parsed);
  require(url.socket.empty() != url.host.empty(), "a socket or a host");
  require(url.socket.size() < 108, "a socket's path fits");
  require(url.database < 1'000'000 && url.port > 0, "numbers in their bounds");
  require(url.user.empty() || !url.password.empty(), "no user without a password");
}

void check_file(std::string_view text) {
  // toml++ 3.3 runs into its own __builtin_unreachable at many letters outside of quotes.
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 127; }))
    return;
  const int file = ::memfd_create("configuration", MFD_CLOEXEC);
  require(file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()),
          "a file");
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  try {
    for (const auto& [name, value] : read_config_file(path)) {
      Config config;
      for (const Setting& setting : settings()) {
        if (setting.flag != name) continue;
        try {
          setting.codec.read(config, value);
        } catch (const BadValue&) {
          continue;  // named with its setting by whoever called
        }
        if (setting.form == Setting::Form::secret) continue;
        const std::string written = setting.codec.write(config);
        setting.codec.read(config, written);
        require(setting.codec.write(config) == written, "a setting that is shown can be written down");
      }
    }
  } catch (const BadValue& mistake) {
    require(std::string_view(mistake.what()).starts_with(path), "a mistake names its file");
  }
  ::close(file);
}

void run(std::string_view input) {
  if (input.empty()) return;
  const char kind = input.front();
  input.remove_prefix(1);
  if (kind == 'a') check_range(input);
  if (kind == 'r') check_redis(input);
  if (kind == 'f') check_file(input);
}

const fuzz::Registration registered("configuration", run);

}  // namespace
