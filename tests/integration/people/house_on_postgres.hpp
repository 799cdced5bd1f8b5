// People and administration on a real Postgres behind the real router. Whoever speaks is who the bearer token
// says, because signing in is not what is tested here; what accounts and rooms would do is written down.
#pragma once

#include "fresh_database.hpp"
#include "loop_thread.hpp"
#include "unit/manual_clock.hpp"

#include <chatelier/admin.hpp>
#include <chatelier/bus.hpp>
#include <chatelier/db.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/migrations.hpp>
#include <chatelier/people.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/rate_limit.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/router.hpp>

#include <nlohmann/json.hpp>

#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chatelier::test {

struct Reading {
  unsigned status = 0;
  nlohmann::json body;
  [[nodiscard]] std::string code() const { return body.value("code", ""); }
};

class House : Authenticator, RoomAccess, Bus {
 public:
  House() {
    database_.open();
    contacts.mount(router_);
    admin.mount(router_);
  }
  ~House() override { loop_.finish(); }

  ManualClock clock;

  /// A person with this user name; their id.
  std::string person(const std::string& username, const std::string& display_name = "Somebody") {
    const std::string id = new_id();
    pqxx::connection connection(fresh_.url());
    pqxx::work work(connection);
    work.exec_params(
        "insert into users (id, username, username_key, username_skeleton, display_name, password_hash, "
        "created_at)"
        " values ($1, $2, lower($2), lower($2), $3, 'x', '2026-11-23T10:00:00Z')",
        id, username, display_name);
    work.commit();
    return id;
  }
  /// What remains of a person.
  void bury(const std::string& id) {
    sql("update users set username = 'deleted-' || right(id::text, 12), username_key = null,"
        " username_skeleton = null, display_name = 'Deleted account', email = null, password_hash = null,"
        " admin = false, deleted_at = now() where id = '" +
        id + "'");
  }
  [[nodiscard]] std::string url() const { return fresh_.url(); }
  pqxx::result sql(const std::string& statement) const { return fresh_.run(statement); }
  [[nodiscard]] std::int64_t count(const std::string& what) const {
    return sql("select count(*) from " + what)[0][0].as<std::int64_t>();
  }

  std::future<Reading> start(const std::string& who, const std::string& method, const std::string& path,
                             const nlohmann::json& body = nullptr) {
    return loop_.start(serve(who, method, path, body.is_null() ? std::string() : body.dump()));
  }
  Reading ask(const std::string& who, const std::string& method, const std::string& path,
              const nlohmann::json& body = nullptr) {
    return start(who, method, path, body).get();
  }
  Reading get(const std::string& who, const std::string& path) { return ask(who, "GET", path); }
  void farewell(const std::string& user) { loop_.run(contacts.farewell(user)); }
  void at_terminal(const std::string& action, const std::string& subject) {
    loop_.run(admin.record_at_terminal(action, subject));
  }

  /// What the sockets of people were told since the last time: who, and the frame.
  std::vector<std::pair<std::string, nlohmann::json>> told() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(told_, {});
  }

  template <class Fn>
  auto read(Fn fn) {
    return loop_.run(database_.read(std::move(fn)));
  }

 private:
  Task<Reading> serve(std::string who, std::string method, std::string path, std::string body) {
    const auto mark = path.find('?');
    const std::string whole = "/api/v1" + path.substr(0, mark);
    const std::string query = mark == std::string::npos ? std::string() : path.substr(mark + 1);
    const std::string bearer = "Bearer " + who;
    RequestView view;
    view.method = method;
    view.path = whole;
    view.query = query;
    view.body = body;
    view.address = "192.0.2.10";
    view.header = [&bearer](std::string_view name) -> std::string_view {
      if (name == "authorization") return bearer;
      return name == "content-type" ? "application/json" : "";
    };
    const Answer answer = co_await router_.handle(view);
    Reading reading{answer.status, nullptr};
    if (!answer.body.empty()) reading.body = nlohmann::json::parse(answer.body);
    co_return reading;
  }

  Task<Result<IdentityPtr>> authenticate(Credential credential) override {
    Identity identity;
    identity.user = std::string(credential.secret);
    identity.cookie = false;
    identity.admin = administrators.contains(identity.user);
    co_return std::make_shared<const Identity>(std::move(identity));
  }
  Task<bool> still_valid(const Identity&) override { co_return true; }
  Task<std::vector<std::string>> ended(std::vector<std::string>) override {
    co_return std::vector<std::string>();
  }
  Task<Result<StandingPtr>> standing(std::string_view, std::string_view) override {
    co_return fail(ErrorCode::room_not_found);
  }
  void changed(std::string_view) override {}
  Task<std::vector<std::string>> strangers(std::string, std::vector<std::string>) override {
    co_return std::vector<std::string>();
  }
  void signal(Signal signal) override {
    const std::scoped_lock lock(mutex_);
    told_.emplace_back(signal.user, nlohmann::json::parse(signal.frame->payload()));
  }
  void to_screens(std::string_view, std::string_view, FramePtr) override {}
  void to_room(std::string_view, FramePtr) override {}

  Task<Result<void>> deed(std::string said) {
    deeds.push_back(std::move(said));
    if (broken) throw std::runtime_error("a hook is broken");
    if (refusal) co_return fail(*refusal);
    co_return Result<void>();
  }
  AdminHooks hooks() {
    return {
        [this](std::string user, bool disabled) { return deed((disabled ? "disable " : "enable ") + user); },
        [this](std::string user, bool named) { return deed((named ? "promote " : "demote ") + user); },
        [this](std::string user) -> Task<Result<AdminResetKey>> {
          const auto done = co_await deed("reset " + user);
          if (!done) co_return done.error();
          co_return AdminResetKey{"secret-token", "2026-11-23T11:00:00.000Z"};
        },
        [this](std::string user) { return deed("erase " + user); },
        [this](std::string actor, std::string room) { return deed("drop " + room + " by " + actor); },
        [] { return std::size_t{7}; }};
  }
  static DatabaseSettings on(const std::string& url) {
    DatabaseSettings settings;
    settings.url = url;
    return settings;
  }

  struct Migrated {
    explicit Migrated(const FreshDatabase& database) { migrate(database.url(), "migrations", Logger()); }
  };
  FreshDatabase fresh_;
  Migrated migrated_{fresh_};
  Metrics metrics_;
  std::mutex mutex_;
  std::vector<std::pair<std::string, nlohmann::json>> told_;
  LoopThread loop_;
  Redis redis_{loop_.io(), "redis://127.0.0.1:1", Logger(), metrics_};  // never started
  Database database_{on(fresh_.url()), Logger(), metrics_};
  RateLimiter limiter_{clock, false};
  Router router_{RouterSettings{"https://chat.test", true}, *this, *this, limiter_, metrics_, Logger()};

 public:
  std::set<std::string> administrators;
  std::vector<std::string> deeds;  // what was asked of accounts and rooms; read when nothing is under way
  std::optional<ErrorCode> refusal;
  bool broken = false;
  PeopleTable people;
  Contacts contacts{database_, *this, people, clock};
  Admin admin{database_, redis_, people, clock, AdminSettings{"https://chat.test", Registration::invite},
              hooks()};
};

}  // namespace chatelier::test
