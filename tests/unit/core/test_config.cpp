// Where values come from, which source wins, and what is printed about them.
#include "config_cases.hpp"

#include <platform/core/setting.hpp>

using namespace chatelier;
using namespace chatelier::test;
using Catch::Matchers::Contains;

TEST_CASE("nothing said is a server for this machine") {
  const auto config = accepted({});
  CHECK(config.host == "127.0.0.1");
  CHECK(config.port == 8080);
  CHECK(config.public_url == "http://localhost:8080");
  CHECK_FALSE(config.secure());
  CHECK(config.listens_on_loopback());
  CHECK(config.shards >= 1);
  CHECK(config.max_connections >= 1);
  CHECK(config.trusted_proxies.empty());
  CHECK(config.rate_limits);
  CHECK(config.registration == Registration::open);
  CHECK(config.log_batch_events == 512);
  CHECK(config.log_batch_bytes == 1'048'576);
  CHECK(config.log_queue_bytes == 33'554'432);
  CHECK(config.outbox_bytes == 262'144);
  CHECK(config.heartbeat == std::chrono::seconds(25));
  CHECK(config.session_idle == std::chrono::days(30));
  CHECK(config.log_format == LogFormat::automatic);
  CHECK(accepted({"serve"}).port == 8080);
  CHECK(accepted({"serve", "--port", "1"}).port == 1);
}

TEST_CASE("flags win over the environment, the environment over the file, the file over defaults") {
  const ConfigFile file("port = 1001\nheartbeat-ms = 1001\nring_events = 1001\n");
  const Variables variables{{"CHATELIER_CONFIG", file.path()},
                            {"CHATELIER_PORT", "1002"},
                            {"CHATELIER_HEARTBEAT_MS", "1002"},
                            {"CHATELIER_HOST", ""}};
  const auto config = accepted({"--port", "1003"}, variables);
  CHECK(config.port == 1003);
  CHECK(config.heartbeat == std::chrono::milliseconds(1002));
  CHECK(config.ring_events == 1001);
  CHECK(config.host == "127.0.0.1");  // an empty variable is none

  const ConfigFile other("port = 1004");
  CHECK(accepted({"--config", other.path()}, {{"CHATELIER_CONFIG", file.path()}}).port == 1004);
}

TEST_CASE("every setting is reached by its flag, its variable and its key, and stands in the help") {
  const auto help = printed({"--help"});
  for (const auto& setting : settings()) {
    CAPTURE(setting.flag);
    CHECK_THAT(help, Contains("--" + setting.flag));
    CHECK_THAT(help, Contains(setting.variable()));
    if (!setting.fallback.empty()) CHECK_THAT(help, Contains("default " + setting.fallback));
    const auto value = setting.codec.write(accepted({}));
    if (setting.form == Setting::Form::secret || value.empty()) continue;
    CHECK_NOTHROW(accepted({}, {{setting.variable(), value}}));
    const ConfigFile file(setting.flag + " = \"" + value + "\"");
    CHECK_NOTHROW(accepted({"--config", file.path()}));
    if (setting.form != Setting::Form::toggle) CHECK_NOTHROW(accepted({"--" + setting.flag, value}));
  }
  CHECK_THAT(printed({"--version"}), Catch::Matchers::StartsWith("chatelier "));
}

TEST_CASE("lists, sizes, switches and the last of repeated flags") {
  const auto ranges = accepted({"--trusted-proxies", "10.0.0.0/8, ::1", "--trusted-proxies=192.0.2.7"});
  REQUIRE(ranges.trusted_proxies.size() == 3);
  CHECK(any_contains(ranges.trusted_proxies, "192.0.2.7"));
  const ConfigFile file("trusted-proxies = [\"10.0.0.0/8\", \"::1\"]\nrate-limits = false\nport = 9\n");
  CHECK(accepted({"--config", file.path()}).trusted_proxies.size() == 2);
  CHECK_FALSE(accepted({"--config", file.path()}).rate_limits);

  CHECK(accepted({"--outbox-bytes", "1MiB"}).outbox_bytes == 1'048'576);
  CHECK(accepted({"--outbox-bytes", "65536"}).outbox_bytes == 65'536);
  CHECK(accepted({"--port", "1", "--port", "2"}).port == 2);
  CHECK_FALSE(accepted({}, {{"CHATELIER_RATE_LIMITS", "off"}}).rate_limits);
  CHECK(accepted({"--allow-plain-http", "serve"}).allow_plain_http);
  CHECK(accepted({}, {{"CHATELIER_ALLOW_PLAIN_HTTP", "1"}}).allow_plain_http);
  CHECK(accepted({"--log-level=debug", "--log-format=json"}).log_level == LogLevel::debug);
}

TEST_CASE("the public address is kept as browsers write an origin") {
  CHECK(accepted({"--public-url", "HTTPS://Chat.Example:443/"}).public_url == "https://chat.example");
  CHECK(accepted({"--public-url", "https://chat.example:8443"}).public_url == "https://chat.example:8443");
  CHECK(accepted({"--public-url", "https://chat.example"}).secure());
  CHECK(accepted({"--public-url", "http://[::1]:80"}).public_url == "http://[::1]");
  for (const std::string local :
       {"http://localhost:1", "http://127.0.0.9:1", "http://dev.localhost", "http://[::1]:5"})
    CHECK(accepted({"--public-url", local}).public_url == local);
  CHECK(accepted({"--public-url", "http://chat.example", "--allow-plain-http"}).public_url ==
        "http://chat.example");

  const auto any = accepted({"--port", "0"});
  CHECK(any.public_url.empty());
  CHECK(any.public_origin(4711) == "http://localhost:4711");
  CHECK(any.public_origin(80) == "http://localhost");
}

TEST_CASE("what is checked is printed with its source, without secrets, and is a configuration itself") {
  const Variables variables{
      {"CHATELIER_DATABASE_URL", "postgresql://carol:hunter2@db/chat?sslpassword=hunter2"},
      {"CHATELIER_REDIS_URL", "redis://:hunter2@cache:7000/2"}};
  const auto folder = std::filesystem::temp_directory_path() / ("web" + new_trace_id());
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "index.html") << "x";
  const std::vector<std::string> flags{"--web-dir",     folder.string(),     "--migrations-dir",
                                       folder.string(), "--trusted-proxies", "10.0.0.0/8,::1"};
  auto asked = flags;
  asked.emplace_back("--check-config");
  const auto text = printed(asked, variables);
  CHECK_THAT(text, !Contains("hunter2"));
  CHECK_THAT(text, Contains("postgresql://carol:***@db/chat") && Contains("redis://:***@cache:7000/2"));
  CHECK_THAT(text, Contains("environment CHATELIER_DATABASE_URL") && Contains("# default") &&
                       Contains("flag --web-dir"));
  const ConfigFile again(text);
  CHECK(accepted({"--config", again.path()}).trusted_proxies.size() == 2);

  std::filesystem::remove(folder / "index.html");
  CHECK_THAT(refused(asked, variables), Contains("--web-dir (CHATELIER_WEB_DIR)"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("secrets are found in every form of a URL") {
  CHECK(without_secret("postgresql://a:b@h/d") == "postgresql://a:***@h/d");
  CHECK(without_secret("postgresql://a@h/d?password=b&x=y") == "postgresql://a@h/d?password=***&x=y");
  CHECK(without_secret("host=h password=b dbname=d") == "host=h password=*** dbname=d");
  CHECK(without_secret("host=h password = 'b c\\' d' dbname=d") == "host=h password = *** dbname=d");
  CHECK(without_secret("password=b") == "password=***");
  CHECK(without_secret("unix:///r?db=1&password=b") == "unix:///r?db=1&password=***");
  CHECK(without_secret("redis://h:1/2") == "redis://h:1/2");
}
