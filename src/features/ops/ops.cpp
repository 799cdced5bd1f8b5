#include <chatelier/db.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/ops.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/router.hpp>

#include <utility>

namespace chatelier {

struct Ops::State {
  Database& database;
  Redis& redis;
  Metrics& metrics;
  const std::vector<AddressRange> metrics_allow;
  std::atomic<bool> schema_stands{false};
  std::atomic<bool> leaving{false};

  Task<Answer> ready();
  Answer numbers(std::string_view address) const;
};

namespace {

// `redis` is said but decides nothing: without it the chat goes on.
Answer readiness(bool postgres, bool redis, std::string_view why) {
  Answer answer;
  answer.status = why.empty() ? 200 : 503;
  answer.body = std::string("{\"ready\":") + (why.empty() ? "true" : "false");
  if (!why.empty()) answer.body.append(",\"why\":\"").append(why).append("\"");
  answer.body.append(",\"postgres\":").append(postgres ? "true" : "false");
  answer.body.append(",\"redis\":").append(redis ? "true" : "false").append("}");
  if (!why.empty()) answer.headers.emplace_back("Retry-After", "1");
  return answer;
}

}  // namespace

Ops::Ops(Database& database, Redis& redis, Metrics& metrics, std::vector<AddressRange> metrics_allow)
    : state_(std::make_unique<State>(database, redis, metrics, std::move(metrics_allow))) {}

Ops::~Ops() = default;

void Ops::migrated() { state_->schema_stands = true; }

void Ops::draining() { state_->leaving = true; }

void Ops::mount(Router& router) {
  State* state = state_.get();
  router.get("/healthz", [](const RequestView&) -> Task<Answer> {
    Answer answer;
    answer.body = "{\"alive\":true}";
    co_return answer;
  });
  router.get("/readyz", [state](const RequestView&) -> Task<Answer> { return state->ready(); });
  router.get("/metrics", [state](const RequestView& request) -> Task<Answer> {
    co_return state->numbers(request.address);
  });
}

Task<Answer> Ops::State::ready() {
  bool postgres = false;
  try {
    postgres = co_await database.ping();
  } catch (const std::exception&) {
    postgres = false;  // that is the answer
  }
  const std::string_view why = leaving          ? "the server is restarting"
                               : !postgres      ? "the database cannot be reached"
                               : !schema_stands ? "the database is being migrated"
                                                : "";
  co_return readiness(postgres, redis.connected(), why);
}

// To others than those allowed there is no such address.
Answer Ops::State::numbers(std::string_view address) const {
  static const std::vector<AddressRange> this_machine{*AddressRange::parse("127.0.0.0/8"),
                                                      *AddressRange::parse("::1")};
  if (!any_contains(this_machine, address) && !any_contains(metrics_allow, address))
    return problem(fail(ErrorCode::request_not_found), {});
  Answer answer;
  answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
  answer.body = metrics.text();
  return answer;
}

}  // namespace chatelier
