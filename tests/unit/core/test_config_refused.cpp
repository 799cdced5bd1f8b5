// Every value that cannot be meant is refused at start, by the name of its flag and its variable.
#include "config_cases.hpp"

using namespace chatelier::test;
using Catch::Matchers::Contains;

namespace {

struct Wrong {
  std::string flag;
  std::string variable;
  std::vector<std::string> values;
};

const std::vector<Wrong> all_wrong{
    {"host", "CHATELIER_HOST", {"chat.example", "*", "127.0.0.1/8", "127.0.0.1:80", "[::1]"}},
    {"port", "CHATELIER_PORT", {"65536", "-1", "+1", "0x50", "8080 ", "http", "1.5", "18446744073709551617"}},
    {"public-url",
     "CHATELIER_PUBLIC_URL",
     {"chat.example", "ftp://chat.example", "https://", "https://chat.example/path", "https://chat.example?x",
      "https://u@chat.example", "https://chat.example:0", "https://chat.example:99999",
      "https://ch%61t.example", "https://a b", "javascript:alert(1)"}},
    {"trusted-proxies",
     "CHATELIER_TRUSTED_PROXIES",
     {"proxy", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8;::1", "0.0.0.0/0", "::/0", "::ffff:0:0/96"}},
    {"metrics-allow", "CHATELIER_METRICS_ALLOW", {"all", "10.0.0.0/8,x"}},
    {"max-connections", "CHATELIER_MAX_CONNECTIONS", {"-1", "1000001", "many"}},
    {"http-header-timeout-ms", "CHATELIER_HTTP_HEADER_TIMEOUT_MS", {"0", "99", "3600001", "1s"}},
    {"http-idle-timeout-ms", "CHATELIER_HTTP_IDLE_TIMEOUT_MS", {"0", "1s"}},
    {"heartbeat-ms", "CHATELIER_HEARTBEAT_MS", {"0", "99", "-25000"}},
    {"outbox-bytes",
     "CHATELIER_OUTBOX_BYTES",
     {"0", "1KiB", "1 MiB", "1MB", "2TiB", "17179869184GiB", "-1MiB", "MiB"}},
    {"drain-seconds", "CHATELIER_DRAIN_SECONDS", {"26", "-1"}},
    {"database-url", "CHATELIER_DATABASE_URL", {"chat", "mysql://h/d", "http://h?x=y"}},
    {"redis-url", "CHATELIER_REDIS_URL", {"localhost", "rediss://h", "unix://h/s"}},
    {"shards", "CHATELIER_SHARDS", {"257", "-1", "auto"}},
    {"db-connections", "CHATELIER_DB_CONNECTIONS", {"0", "257"}},
    {"crypto-threads", "CHATELIER_CRYPTO_THREADS", {"-1", "65"}},
    {"log-batch-events", "CHATELIER_LOG_BATCH_EVENTS", {"0", "10001"}},
    {"log-batch-bytes", "CHATELIER_LOG_BATCH_BYTES", {"0", "65MiB", "33MiB"}},
    {"log-queue-bytes", "CHATELIER_LOG_QUEUE_BYTES", {"1023KiB", "5GiB"}},
    {"ring-events", "CHATELIER_RING_EVENTS", {"0", "100001"}},
    {"registration", "CHATELIER_REGISTRATION", {"yes", "Open"}},
    {"rate-limits", "CHATELIER_RATE_LIMITS", {"maybe", "OFF"}},
    {"session-idle-days", "CHATELIER_SESSION_IDLE_DAYS", {"0", "366", "3651"}},
    {"session-absolute-days", "CHATELIER_SESSION_ABSOLUTE_DAYS", {"0", "29"}},
    {"log-level", "CHATELIER_LOG_LEVEL", {"trace", "INFO"}},
    {"log-format", "CHATELIER_LOG_FORMAT", {"xml"}},
};

}  // namespace

TEST_CASE("wrong values are refused from every source, and named") {
  for (const auto& [flag, variable, values] : all_wrong)
    for (const auto& value : values) {
      CAPTURE(flag, value);
      CHECK_THAT(refused({"--" + flag + "=" + value}), Contains("--" + flag) && Contains(variable));
      CHECK_THAT(refused({}, {{variable, value}}), Contains("--" + flag) && Contains(variable));
      const ConfigFile file(flag + " = '" + value + "'");
      CHECK_THAT(refused({"--config", file.path()}), Contains("--" + flag) && Contains(variable));
    }
}

TEST_CASE("all mistakes are told at once, with where they come from, and never a secret") {
  const auto text =
      refused({"--port", "x", "--redis-url", "redis://:hunter2@h/x"}, {{"CHATELIER_SHARDS", "y"}});
  CHECK_THAT(text, Contains("--port") && Contains("--redis-url") && Contains("--shards"));
  CHECK_THAT(text, Contains("flag --port") && Contains("environment CHATELIER_SHARDS"));
  CHECK_THAT(text, !Contains("hunter2"));
}

TEST_CASE("plain http beyond this machine must be asked for") {
  for (const std::string url : {"http://chat.example", "http://localhost.example", "http://10.0.0.1",
                                "http://[::2]", "http://mylocalhost"}) {
    CAPTURE(url);
    CHECK_THAT(refused({"--public-url", url}),
               Contains("CHATELIER_PUBLIC_URL") && Contains("--allow-plain-http"));
  }
}

TEST_CASE("unknown flags, commands and values without a flag are refused") {
  CHECK_THAT(refused({"--prot", "80"}), Contains("--prot"));
  CHECK_THAT(refused({"launch"}), Contains("launch"));
  CHECK_THAT(refused({"serve", "twice"}), Contains("twice"));
  CHECK_THAT(refused({"--port"}), Contains("--port"));
  CHECK_THAT(refused({"--data-dir="}), Contains("--data-dir"));
}

TEST_CASE("a file that cannot be read or understood is refused with the line") {
  CHECK_THAT(refused({"--config", "/nowhere/chatelier.toml"}), Contains("/nowhere/chatelier.toml"));
  CHECK_THAT(refused({"--config", "/"}), Contains("/"));
  const std::pair<const char*, const char*> wrong[] = {
      {"port = 1\nprot = 2\n", "line 2"},
      {"port = \n", "line 1"},
      {"port = 1\nport = 2\n", "line 2"},
      {"port = 1.5\n", "port"},
      {"port = [1]\n", "port"},
      {"\n[server]\nport = 1\n", "line 2"},
      {"data-dir = \"a\\u0000b\"\n", "--data-dir"},
      {"ring-events = 1\nring_events = 2\n", "ring-events"},
      {"host = \"127.0.0.1\n", "line 1"},
  };
  for (const auto& [text, named] : wrong) {
    CAPTURE(text);
    const ConfigFile file(text);
    CHECK_THAT(refused({"--config", file.path()}), Contains(named));
  }
}
