// The table of everything that can be configured: adding a setting is a field in config.hpp and a line here.
// Pure.
#include "setting.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace chatelier {
namespace {

using Form = Setting::Form;
constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;
constexpr std::uint64_t gib = 1024 * mib;
constexpr std::uint64_t hour_ms = 3'600'000;

// What is open beside clients: the databases, files being served, pipes, the log.
constexpr std::size_t reserved_files = 256;
constexpr std::size_t most_connections = 1'000'000;

std::vector<Setting> network() {
  const std::string group = "Network";
  return {
      {group, "host", "127.0.0.1", "address to listen on; 0.0.0.0 or :: for all", address(&Config::host)},
      {group, "port", "8080", "TCP port; 0 takes any free one", number(&Config::port, 0, 65'535)},
      {group, "public-url", "",
       "address that people open, http(s)://host[:port]; empty: http://localhost:PORT",
       origin(&Config::public_url)},
      {group, "allow-plain-http", "off", "accept a public address without TLS beyond this machine",
       on_off(&Config::allow_plain_http), Form::toggle},
      {group, "trusted-proxies", "",
       "addresses or ranges whose X-Forwarded-* headers count, separated by commas",
       ranges(&Config::trusted_proxies), Form::list},
      {group, "metrics-allow", "", "addresses or ranges that may read /metrics, beside this machine",
       ranges(&Config::metrics_allow), Form::list},
      {group, "max-connections", "0", "sockets of clients at once; 0: what the limit of open files allows",
       number(&Config::max_connections, 0, most_connections)},
      {group, "http-header-timeout-ms", "10000", "milliseconds in which a request's header must arrive",
       duration(&Config::http_header_timeout, 100, hour_ms)},
      {group, "http-idle-timeout-ms", "60000", "milliseconds for which an idle connection is kept",
       duration(&Config::http_idle_timeout, 100, hour_ms)},
      {group, "heartbeat-ms", "25000",
       "milliseconds between WebSocket pings; a silent peer is closed after two",
       duration(&Config::heartbeat, 100, hour_ms)},
      {group, "outbox-bytes", "256KiB",
       "bytes that may wait for one WebSocket before it is closed as too slow",
       bytes(&Config::outbox_bytes, 64 * kib, gib)},
      {group, "flush-hold-ms", "5",
       "milliseconds for which a busy shard gathers frames before it writes them; 0: never",
       duration(&Config::flush_hold, 0, 100)},
      {group, "flush-hold-above", "150000", "frames a second from which on a shard counts as busy",
       number(&Config::flush_hold_above, 1, 100'000'000)},
      {group, "drain-seconds", "8", "seconds over which sockets are told to reconnect at shutdown",
       duration(&Config::drain, 0, 25)},
  };
}

std::vector<Setting> storage() {
  const std::string group = "Storage";
  return {
      {group, "database-url", "postgresql:///chatelier", "Postgres, as libpq's URL or key=value form",
       database(&Config::database_url), Form::secret},
      {group, "redis-url", "redis://127.0.0.1:6379",
       "Redis: redis://[:password@]host[:port][/db] or unix:///path", redis(&Config::redis_url),
       Form::secret},
      {group, "data-dir", "data", "folder for what people upload", text(&Config::data_dir)},
      {group, "web-dir", "web/dist", "folder of the built page", text(&Config::web_dir)},
      {group, "migrations-dir", "migrations", "folder of the database's migrations",
       text(&Config::migrations_dir)},
  };
}

std::vector<Setting> threads_and_queues() {
  const std::string group = "Threads and queues";
  return {
      {group, "shards", "0", "threads that serve connections; 0: one per core",
       number(&Config::shards, 0, 256)},
      {group, "db-connections", "4", "connections to Postgres, beside the writer's",
       number(&Config::db_connections, 1, 256)},
      {group, "crypto-threads", "0", "threads that hash passwords; 0: two, or one on a single core",
       number(&Config::crypto_threads, 0, 64)},
      {group, "log-writers", "2", "connections that write the room log; a room has one of them",
       number(&Config::log_writers, 1, 64)},
      {group, "log-batch-events", "512", "events that one transaction of the room log takes at most",
       number(&Config::log_batch_events, 1, 10'000)},
      {group, "log-batch-bytes", "1MiB", "bytes that one transaction of the room log takes at most",
       bytes(&Config::log_batch_bytes, 64 * kib, 64 * mib)},
      {group, "log-queue-bytes", "32MiB",
       "bytes that may wait for one writer of the room log before sends are refused",
       bytes(&Config::log_queue_bytes, mib, 4 * gib)},
      {group, "ring-events", "256", "encoded events kept in memory per active room",
       number(&Config::ring_events, 1, 100'000)},
  };
}

std::vector<Setting> accounts_and_log() {
  const std::string accounts = "Accounts";
  const std::string log = "Log";
  return {
      {accounts, "registration", "open", "who may register: open, invite or closed",
       choice<Registration>(&Config::registration, {{"open", Registration::open},
                                                    {"invite", Registration::invite},
                                                    {"closed", Registration::closed}})},
      {accounts, "rate-limits", "on", "on or off; off is for load tests only", on_off(&Config::rate_limits)},
      {accounts, "session-idle-days", "30", "days after which an unused session ends",
       duration(&Config::session_idle, 1, 3'650)},
      {accounts, "session-absolute-days", "365", "days after which any session ends",
       duration(&Config::session_absolute, 1, 3'650)},
      {log, "log-level", "info", "least level that is written: debug, info, warning or error",
       choice<LogLevel>(&Config::log_level, {{"debug", LogLevel::debug},
                                             {"info", LogLevel::info},
                                             {"warning", LogLevel::warning},
                                             {"error", LogLevel::error}})},
      {log, "log-format", "auto", "json, text, or auto: text on a terminal and json elsewhere",
       choice<LogFormat>(
           &Config::log_format,
           {{"auto", LogFormat::automatic}, {"json", LogFormat::json}, {"text", LogFormat::text}})},
  };
}

std::size_t connections_within_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
  const auto files = std::min<rlim_t>(limit.rlim_max, most_connections + reserved_files);
  const auto all = static_cast<std::size_t>(files);
  return all > 2 * reserved_files ? all - reserved_files : std::max<std::size_t>(all / 2, 1);
}

bool is_this_machine(std::string_view origin) {
  auto host = origin.substr(origin.find("://") + 3);
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1) == "[::1]";
  host = host.substr(0, host.find(':'));
  static const auto loopback = AddressRange::parse("127.0.0.0/8");
  return host == "localhost" || host.ends_with(".localhost") || loopback->contains(host);
}

}  // namespace

bool Config::listens_on_loopback() const {
  return is_this_machine("://" + (host.find(':') == std::string::npos ? host : "[" + host + "]"));
}

std::string Setting::variable() const {
  std::string name = "CHATELIER_";
  for (const char c : flag)
    name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return name;
}

const std::vector<Setting>& settings() {
  static const auto all = [] {
    auto table = network();
    for (auto& part : {storage(), threads_and_queues(), accounts_and_log()}) {
      table.insert(table.end(), part.begin(), part.end());
    }
    return table;
  }();
  return all;
}

void settle(Config& config) {
  const unsigned cores = std::max(std::thread::hardware_concurrency(), 1U);
  if (config.shards == 0) config.shards = std::min(cores, 256U);
  // Two on one core drive each other's memory out of its cache.
  if (config.crypto_threads == 0) config.crypto_threads = std::min(cores, 2U);
  if (config.max_connections == 0) config.max_connections = connections_within_file_limit();
  if (config.public_url.empty() && config.port != 0) config.public_url = config.public_origin(config.port);

  if (config.public_url.starts_with("http://") && !is_this_machine(config.public_url) &&
      !config.allow_plain_http) {
    throw BadValue(
        "--public-url (CHATELIER_PUBLIC_URL) is http beyond this machine, so passwords would travel in the "
        "clear: use "
        "https, or say --allow-plain-http (CHATELIER_ALLOW_PLAIN_HTTP=on)");
  }
  for (const auto& range : config.trusted_proxies) {
    if (!range.is_everything()) continue;
    throw BadValue("--trusted-proxies (CHATELIER_TRUSTED_PROXIES) trusts everybody with " + range.text() +
                   ": anyone could then pretend any address; name the proxy's own");
  }
  if (config.session_idle > config.session_absolute) {
    throw BadValue(
        "--session-idle-days (CHATELIER_SESSION_IDLE_DAYS) is more than --session-absolute-days "
        "(CHATELIER_SESSION_ABSOLUTE_DAYS)");
  }
  if (config.log_batch_bytes > config.log_queue_bytes) {
    throw BadValue(
        "--log-batch-bytes (CHATELIER_LOG_BATCH_BYTES) is more than --log-queue-bytes "
        "(CHATELIER_LOG_QUEUE_BYTES)");
  }
}

std::string Config::public_origin(std::uint16_t bound_port) const {
  if (!public_url.empty()) return public_url;
  return "http://localhost" + (bound_port == 80 ? "" : ":" + std::to_string(bound_port));
}

void raise_open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace chatelier
