#include "request_guard.hpp"
#include "route_table.hpp"

#include <chatelier/access.hpp>
#include <chatelier/db.hpp>
#include <chatelier/ids.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/rate_limit.hpp>
#include <chatelier/router.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unordered_map>

namespace chatelier {
namespace {

constexpr std::string_view base = "/api/v1";
constexpr std::chrono::seconds time_for_a_request{30};

std::string seconds_up(std::chrono::milliseconds time) {
  return std::to_string(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

void add_rate_headers(Answer& answer, const RateVerdict& verdict) {
  if (verdict.limit == 0) return;
  answer.headers.emplace_back("RateLimit-Limit", std::to_string(verdict.limit));
  answer.headers.emplace_back("RateLimit-Remaining", std::to_string(verdict.remaining));
  answer.headers.emplace_back("RateLimit-Reset", seconds_up(verdict.reset));
}

std::string_view class_of(unsigned status) {
  constexpr std::string_view classes[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
  return classes[std::clamp(status / 100, 1U, 5U) - 1];
}

}  // namespace

struct Router::State {
  RouterSettings settings;
  Authenticator& authenticator;
  RoomAccess& access;
  RateLimiter& limiter;
  Metrics& metrics;
  Logger logger;
  RouteTable table;
  std::vector<Endpoint> endpoints;  // by the table's value
  std::unordered_map<std::string, std::function<Task<Answer>(const RequestView&)>> documents;

  /// Everything that the schema asks before the handler; sets identity and standing.
  Task<Result<void>> check(const Endpoint& endpoint, const RequestView& request,
                           const wire::RouteInput& input, Context& context, RateVerdict& verdict);
  Task<Result<IdentityPtr>> identify(const RequestView& request);
  Result<void> check_origin(const RequestView& request, const Identity* identity) const;
  Task<Result<Answer>> run(const Endpoint& endpoint, const RequestView& request, RouteTable::Match match,
                           Context& context, RateVerdict& verdict);
  void record(std::string_view route, const Answer& answer, std::string_view code, const RequestView& request,
              const Context& context, std::chrono::steady_clock::time_point begun);
};

Answer problem(const Error& error, std::string_view request_id) {
  Answer answer;
  answer.status = info(error.code).status;
  answer.content_type = "application/problem+json";
  answer.body = protocol::problem_json(error, request_id);
  if (answer.status == 429 || answer.status == 503)
    answer.headers.emplace_back("Retry-After", seconds_up(error.retry_after));
  return answer;
}

Router::Router(RouterSettings settings, Authenticator& authenticator, RoomAccess& access,
               RateLimiter& limiter, Metrics& metrics, Logger logger)
    : state_(std::make_unique<State>(State{
          std::move(settings), authenticator, access, limiter, metrics, std::move(logger), {}, {}, {}})) {}

Router::~Router() = default;

void Router::add(Endpoint endpoint) {
  for (const Endpoint& other : state_->endpoints)
    if (other.spec == endpoint.spec)
      throw std::logic_error("two handlers for " + std::string(endpoint.spec->name));
  state_->table.add(endpoint.spec->method, std::string(base).append(endpoint.spec->path),
                    state_->endpoints.size());
  state_->endpoints.push_back(std::move(endpoint));
}

void Router::get(std::string path, std::function<Task<Answer>(const RequestView&)> handler) {
  state_->documents.emplace(std::move(path), std::move(handler));
}

void Router::check_complete() const {
  std::string missing;
  for (const protocol::RouteSpec* spec : protocol::all_routes()) {
    const auto has = [spec](const Endpoint& it) { return it.spec == spec; };
    if (std::none_of(state_->endpoints.begin(), state_->endpoints.end(), has))
      missing.append(" ").append(spec->name);
  }
  if (!missing.empty()) throw std::logic_error("routes without a handler:" + missing);
}

bool Router::owns(std::string_view path) const {
  return path.substr(0, 5) == "/api/" || path == "/api" || state_->documents.contains(std::string(path));
}

Task<Answer> Router::handle(const RequestView& request) {
  const auto begun = std::chrono::steady_clock::now();
  Context context;
  context.trace_id = trace_of(request.header("traceparent"));
  context.address = std::string(request.address);
  context.user_agent = std::string(request.header("user-agent").substr(0, 200));
  context.deadline = begun + time_for_a_request;
  context.logger = state_->logger;

  Result<Answer> answer = fail(ErrorCode::internal);
  std::string_view route = "none";
  std::string_view code;
  RateVerdict verdict;
  try {
    const auto document = state_->documents.find(std::string(request.path));
    if (document != state_->documents.end()) {
      route = document->first;
      if (request.method == "GET" || request.method == "HEAD") {
        answer = co_await document->second(request);
      } else {
        code = info(ErrorCode::request_method_not_allowed).code;
        answer = problem(fail(ErrorCode::request_method_not_allowed), context.trace_id);
        answer->headers.emplace_back("Allow", "GET, HEAD");
      }
    } else {
      RouteTable::Outcome found = state_->table.find(request.method, request.path);
      if (found.malformed) {
        answer = fail(ErrorCode::request_malformed);
      } else if (found.match) {
        const Endpoint& endpoint = state_->endpoints[found.match->value];
        route = endpoint.spec->name;
        answer = co_await state_->run(endpoint, request, std::move(*found.match), context, verdict);
      } else if (!found.allow.empty()) {
        code = info(ErrorCode::request_method_not_allowed).code;
        answer = problem(fail(ErrorCode::request_method_not_allowed), context.trace_id);
        answer->headers.emplace_back("Allow", found.allow);
      } else {
        answer = fail(ErrorCode::request_not_found);
      }
    }
  } catch (const DatabaseUnavailable& error) {
    state_->logger.warning("request.database_away",
                           {{"route", route}, {"trace", context.trace_id}, {"why", error.what()}});
    answer = fail_after(ErrorCode::server_unavailable, std::chrono::seconds(1));
  } catch (const Overloaded& error) {
    answer = fail_after(ErrorCode::server_unavailable, std::chrono::seconds(1));
  } catch (const ErrorException& error) {
    answer = error.error();
  } catch (const std::exception& error) {
    state_->logger.error("request.failed",
                         {{"route", route}, {"trace", context.trace_id}, {"why", error.what()}});
    answer = fail(ErrorCode::internal);
  }
  if (!answer) code = info(answer.error().code).code;
  Answer out = answer ? std::move(*answer) : problem(answer.error(), context.trace_id);
  add_rate_headers(out, verdict);
  out.headers.emplace_back("X-Request-Id", context.trace_id);
  out.headers.emplace_back("Cache-Control", "no-store");
  state_->record(route, out, code, request, context, begun);
  co_return out;
}

Task<Result<Answer>> Router::State::run(const Endpoint& endpoint, const RequestView& request,
                                        RouteTable::Match match, Context& context, RateVerdict& verdict) {
  wire::RouteInput input;
  input.path = std::move(match.parameters);
  auto query = parse_query(request.query);
  if (!query) co_return fail(ErrorCode::request_malformed);
  input.query = std::move(*query);
  input.body = request.body;
  input.idempotency_key = request.header("idempotency-key");

  const auto allowed = co_await check(endpoint, request, input, context, verdict);
  if (!allowed) co_return allowed.error();
  if (!request.body.empty() && !is_json(request.header("content-type")))
    co_return fail(ErrorCode::request_unsupported_media_type);
  if (request.body.size() > endpoint.spec->body_limit) co_return fail(ErrorCode::request_too_large);
  co_return co_await endpoint.run(context, input);
}

Task<Result<void>> Router::State::check(const Endpoint& endpoint, const RequestView& request,
                                        const wire::RouteInput& input, Context& context,
                                        RateVerdict& verdict) {
  const protocol::RouteSpec& spec = *endpoint.spec;
  const bool for_anyone = spec.access == protocol::Access::anyone;
  const auto identity = co_await identify(request);

  const std::string_view person = identity ? std::string_view((*identity)->user) : std::string_view();
  verdict = co_await limiter.ask(spec.rate, person, context.address);
  if (!verdict.allowed) co_return fail_after(ErrorCode::rate_limited, verdict.retry_after);
  if (!identity && !for_anyone) co_return identity.error();
  if (identity) context.identity = *identity;
  const auto from_us = check_origin(request, for_anyone ? nullptr : context.identity.get());
  if (!from_us) co_return from_us.error();
  if (spec.access == protocol::Access::admin && !context.identity->admin)
    co_return fail(ErrorCode::auth_forbidden);
  if (!is_of_a_room(spec.access)) co_return Result<void>();

  const auto room =
      std::find_if(input.path.begin(), input.path.end(), [](const auto& it) { return it.first == "room"; });
  auto standing = co_await access.standing(context.identity->user, room->second);
  if (!standing) co_return standing.error();
  if (const auto refusal = refuse_role(spec.access, (*standing)->role)) co_return fail(*refusal);
  context.standing = std::move(*standing);
  co_return Result<void>();
}

Task<Result<IdentityPtr>> Router::State::identify(const RequestView& request) {
  const auto credential = credential_of(request, settings.secure_cookies);
  if (!credential) co_return fail(ErrorCode::auth_required);
  co_return co_await authenticator.authenticate(*credential);
}

// A cookie is sent by the browser whoever asks, so whoever asks must be our page, and must know what only it
// can read.
Result<void> Router::State::check_origin(const RequestView& request, const Identity* identity) const {
  if (is_safe(request.method)) return {};
  const Provenance provenance = provenance_of(request, settings.public_origin);
  if (identity != nullptr && !identity->cookie) return {};
  if (provenance == Provenance::foreign) return fail(ErrorCode::auth_origin);
  if (identity == nullptr) return {};
  if (provenance == Provenance::unsaid) return fail(ErrorCode::auth_origin);
  if (!equal_secret(request.header("x-csrf-token"), identity->csrf_token)) return fail(ErrorCode::auth_csrf);
  return {};
}

void Router::State::record(std::string_view route, const Answer& answer, std::string_view code,
                           const RequestView& request, const Context& context,
                           std::chrono::steady_clock::time_point begun) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  metrics
      .histogram("chatelier_http_request_seconds", "Time of requests by route", Metrics::durations,
                 {{"route", std::string(route)}, {"status", std::string(class_of(answer.status))}})
      .Observe(took.count());
  // Probes that find everything well come every few seconds, and say nothing.
  const bool probe = documents.contains(std::string(route)) && answer.status == 200;
  const auto say = probe ? &Logger::debug : &Logger::info;
  (logger.*say)("request", {{"method", request.method.substr(0, 16)},
                            {"route", route},
                            {"status", answer.status},
                            {"code", code},
                            {"ms", took.count() * 1000},
                            {"bytes", answer.body.size()},
                            {"user", context.identity ? context.identity->user : std::string()},
                            {"from", network_for_log(context.address)},
                            {"trace", context.trace_id}});
}

Task<Result<Context>> Router::authorize_upgrade(const RequestView& request) {
  Context context;
  context.trace_id = trace_of(request.header("traceparent"));
  context.address = std::string(request.address);
  context.logger = state_->logger;
  const auto identity = co_await state_->identify(request);
  const std::string_view person = identity ? std::string_view((*identity)->user) : std::string_view();
  const RateVerdict verdict = state_->limiter.take(protocol::rates::connect, person, context.address);
  if (!verdict.allowed) co_return fail_after(ErrorCode::rate_limited, verdict.retry_after);
  // Browsers send Origin with every upgrade; what sends none must show that it is no browser.
  const std::string_view origin = request.header("origin");
  const bool from_us = origin == state_->settings.public_origin;
  if (!from_us && (!origin.empty() || (identity && (*identity)->cookie)))
    co_return fail(ErrorCode::auth_origin);
  if (!identity) co_return identity.error();
  context.identity = *identity;
  co_return context;
}

}  // namespace chatelier
