// The configuration: everything that an operator may decide, read once at start from flags, environment and a
// file.
#pragma once

#include <chatelier/address_range.hpp>
#include <chatelier/logger.hpp>
#include <chatelier/registration.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chatelier {

/// `chatelier admin …`: what is to be done at the server's own terminal.
struct AdminCommand {
  enum class Verb : std::uint8_t { create, promote, demote, reset, list };
  Verb verb = Verb::list;
  std::string name;                         // the account's user name; empty with `list`
  std::optional<std::string> email;         // with `create`
  std::optional<std::string> display_name;  // with `create`
};

/// Checked values only; defaults stand in settings.cpp. Immutable after start.
struct Config {
  std::optional<AdminCommand> admin;  // nothing: serve

  // network
  std::string host;               // an address to listen on
  std::uint16_t port = 0;         // 0: any free one
  std::string public_url;         // scheme://host[:port] in canonical form; empty: see public_origin()
  bool allow_plain_http = false;  // http beyond this machine is accepted knowingly
  std::vector<AddressRange> trusted_proxies;  // whose X-Forwarded-* count
  std::vector<AddressRange> metrics_allow;    // who may read /metrics, beside loopback
  std::size_t max_connections = 0;
  std::chrono::milliseconds http_header_timeout{};
  std::chrono::milliseconds http_idle_timeout{};
  std::chrono::milliseconds heartbeat{};
  std::size_t outbox_bytes = 0;  // per socket
  std::chrono::milliseconds flush_hold{};
  std::size_t flush_hold_above = 0;  // frames a second and shard
  std::chrono::seconds drain{};      // over which sockets are told to come back

  // storage
  std::string database_url;
  std::string redis_url;
  std::string data_dir;
  std::string web_dir;
  std::string migrations_dir;

  // threads and queues
  std::size_t shards = 0;
  std::size_t db_connections = 0;
  std::size_t crypto_threads = 0;
  std::size_t log_batch_events = 0;
  std::size_t log_batch_bytes = 0;
  std::size_t log_queue_bytes = 0;  // of each writer
  std::size_t log_writers = 0;
  std::size_t ring_events = 0;  // per active room and hub

  // accounts
  Registration registration = Registration::open;
  bool rate_limits = true;
  std::chrono::days session_idle{};
  std::chrono::days session_absolute{};

  // the log that people read
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::automatic;

  /// The address that people use: `public_url`, or localhost at the port that was bound.
  [[nodiscard]] std::string public_origin(std::uint16_t bound_port) const;
  /// Whether only this machine can reach us.
  [[nodiscard]] bool listens_on_loopback() const;
  /// Whether cookies are marked Secure and carry the __Host- prefix.
  [[nodiscard]] bool secure() const { return public_url.starts_with("https://"); }
};

/// The process ends here: `text` goes to stdout with code 0 (help, version, a configuration that is right),
/// else to stderr. It ends with a line break.
struct ConfigExit {
  int code = 0;
  std::string text;
};

/// Looks up an environment variable; null or empty: not set.
using Environment = std::function<const char*(const char* name)>;

/// Flags win over environment, environment over `--config FILE`, that over the defaults. The command `serve`
/// is the default and may be written out; `admin` takes the same settings. Exit code 2: something is wrong;
/// the text names flag and environment variable.
[[nodiscard]] std::variant<Config, ConfigExit> parse_config(int argc, const char* const* argv);
[[nodiscard]] std::variant<Config, ConfigExit> parse_config(int argc, const char* const* argv,
                                                            const Environment& environment);

/// Lifts the process's soft limit of open files to the hard one, from which `max_connections` is derived.
void raise_open_files_limit();

}  // namespace chatelier
