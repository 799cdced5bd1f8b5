// Accounts on a real Postgres behind the real router: requests go in as the HTTP session would hand them
// over.
#pragma once

#include "fresh_database.hpp"
#include "unit/manual_clock.hpp"
#include "unit/print_result.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/bus.hpp>
#include <chatelier/db.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/migrations.hpp>
#include <chatelier/people.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/rate_limit.hpp>
#include <chatelier/router.hpp>
#include <chatelier/workers.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <nlohmann/json.hpp>

#include <future>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chatelier::test {

using Json = nlohmann::json;

struct HeardSignals final : Bus {
  void signal(Signal signal) override {
    const std::scoped_lock lock(mutex);
    signals.push_back(std::move(signal));
  }
  void to_screens(std::string_view, std::string_view, FramePtr) override {}
  void to_room(std::string_view, FramePtr) override {}

  std::vector<Signal> taken() {
    const std::scoped_lock lock(mutex);
    return std::exchange(signals, {});
  }

  std::mutex mutex;
  std::vector<Signal> signals;
};

struct NoRooms final : RoomAccess {
  Task<Result<StandingPtr>> standing(std::string_view, std::string_view) override {
    co_return fail(ErrorCode::room_not_found);
  }
  void changed(std::string_view) override {}
  Task<std::vector<std::string>> strangers(std::string, std::vector<std::string>) override {
    co_return std::vector<std::string>();
  }
};

/// One node: its own caches and limits, on a database that several may share.
class AccountsNode {
 public:
  AccountsNode(const std::string& url, ManualClock& clock, AuthSettings settings,
               std::size_t crypto_queue = 32)
      : database_(database_settings(url), Logger(), metrics_),
        crypto_("crypto", 2, crypto_queue),
        limiter_(clock, false),
        auth_(database_, crypto_, clock, bus, Logger(), settings, hooks()),
        contacts_(database_, bus, people_, clock),
        router_(RouterSettings{"https://chat.test", settings.secure_cookies}, auth_, rooms_, limiter_,
                metrics_, Logger()) {
    database_.open();
    auth_.mount(router_);
    contacts_.mount(router_);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~AccountsNode() {
    guard_.reset();
    thread_.join();
  }

  struct Request {
    std::string method;
    std::string path;
    std::string body;
    std::map<std::string, std::string> headers;
    std::string query{};
    std::string address = "192.0.2.10";
  };

  std::future<Answer> start(Request request) {
    auto serve = [this, request = std::move(request)]() -> Task<Answer> {
      RequestView view;
      view.method = request.method;
      const std::string path = "/api/v1" + request.path;
      view.path = path;
      view.query = request.query;
      view.body = request.body;
      view.address = request.address;
      view.header = [&request](std::string_view name) -> std::string_view {
        const auto found = request.headers.find(std::string(name));
        return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
      };
      co_return co_await router_.handle(view);
    };
    return boost::asio::co_spawn(io_, std::move(serve), boost::asio::use_future);
  }

  bool stands(const Identity& identity) {
    return boost::asio::co_spawn(io_, auth_.still_valid(identity), boost::asio::use_future).get();
  }
  Result<IdentityPtr> authenticate(const std::string& secret, bool cookie) {
    return boost::asio::co_spawn(io_, auth_.authenticate(Credential{secret, cookie}), boost::asio::use_future)
        .get();
  }

  /// Waits for what administrators ask of accounts.
  template <class T>
  T run(Task<T> task) {
    return boost::asio::co_spawn(io_, std::move(task), boost::asio::use_future).get();
  }

  Auth& auth() { return auth_; }
  Workers& crypto() { return crypto_; }

  HeardSignals bus;
  std::vector<std::string> hooks_called;  // read when nothing is under way
  bool hooks_fail = false;
  std::string good_code;  // the one invitation

 private:
  static DatabaseSettings database_settings(const std::string& url) {
    DatabaseSettings settings;
    settings.url = url;
    return settings;
  }

  Task<void> hook(std::string said) {
    hooks_called.push_back(std::move(said));
    if (hooks_fail) throw std::runtime_error("the hook is broken");
    co_return;
  }
  Task<bool> is_good(std::string code) { co_return code == good_code; }
  AuthHooks hooks() {
    return {[this](std::string user) { return hook("welcome " + user); },
            [this](protocol::User user) { return hook("announce " + to_json(user)); },
            [this](std::string user) { return hook("farewell " + user); },
            [this](std::string code) { return is_good(std::move(code)); },
            [this](std::string user, std::string code) { return hook("admitted " + user + " by " + code); }};
  }

  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_ = make_work_guard(io_);
  Metrics metrics_;
  Database database_;
  Workers crypto_;
  RateLimiter limiter_;
  NoRooms rooms_;
  Auth auth_;
  PeopleTable people_;
  Contacts contacts_;
  Router router_;
  std::thread thread_;
};

/// A browser with its cookie, which speaks from our page.
class Browser {
 public:
  explicit Browser(AccountsNode& node, std::string address = "192.0.2.10")
      : node_(&node), address_(std::move(address)) {}

  Answer request(const std::string& method, const std::string& path, const Json& body = nullptr,
                 const std::string& query = {}) {
    Answer answer = start(method, path, body, query).get();
    for (const auto& [name, value] : answer.headers)
      if (name == "Set-Cookie") cookie = value.substr(0, value.find(';'));
    if (answer.status < 300 && !answer.body.empty())
      if (const Json json = Json::parse(answer.body); json.contains("csrf_token")) csrf = json["csrf_token"];
    return answer;
  }
  std::future<Answer> start(const std::string& method, const std::string& path, const Json& body = nullptr,
                            const std::string& query = {}) {
    AccountsNode::Request request{method, path,  body.is_null() ? std::string() : body.dump(),
                                  {},     query, address_};
    request.headers["origin"] = "https://chat.test";
    if (!request.body.empty()) request.headers["content-type"] = "application/json";
    if (!cookie.empty()) request.headers["cookie"] = cookie;
    if (!csrf.empty()) request.headers["x-csrf-token"] = csrf;
    return node_->start(std::move(request));
  }

  Answer sign_up(const std::string& username, const std::string& password = "long enough words",
                 const Json& more = Json::object()) {
    Json body = {{"username", username}, {"password", password}};
    body.update(more);
    return request("POST", "/auth/register", body);
  }
  Answer sign_in(const std::string& login, const std::string& password = "long enough words") {
    return request("POST", "/auth/login", {{"login", login}, {"password", password}});
  }

  [[nodiscard]] std::string secret() const { return cookie.substr(cookie.find('=') + 1); }
  void on(AccountsNode& node) { node_ = &node; }

  std::string cookie;  // name=value
  std::string csrf;

 private:
  AccountsNode* node_;
  std::string address_;
};

/// The sessions whose sockets are told to close; empty: all of the person's.
inline std::vector<std::string> ended_sessions(const std::vector<Signal>& signals) {
  std::vector<std::string> sessions;
  for (const Signal& signal : signals)
    if (signal.kind == Signal::Kind::session_ended) sessions.push_back(signal.session);
  return sessions;
}

/// A database with the schema, and one node on it.
struct Accounts {
  explicit Accounts(AuthSettings settings = {}, std::size_t crypto_queue = 32)
      : migrated(database), node(database.url(), clock, settings, crypto_queue) {}

  Browser browser(std::string address = "192.0.2.10") { return Browser(node, std::move(address)); }
  std::int64_t count(const std::string& sql) const { return database.run(sql)[0][0].as<std::int64_t>(); }
  std::string text(const std::string& sql) const { return database.run(sql)[0][0].c_str(); }

  struct Migrated {
    explicit Migrated(const FreshDatabase& database) { migrate(database.url(), "migrations", Logger()); }
  };
  FreshDatabase database;
  Migrated migrated;
  ManualClock clock;
  AccountsNode node;
};

inline std::string code_of(const Answer& answer) { return Json::parse(answer.body).value("code", ""); }

inline std::string header_of(const Answer& answer, const std::string& name) {
  for (const auto& [key, value] : answer.headers)
    if (key == name) return value;
  return {};
}

}  // namespace chatelier::test
