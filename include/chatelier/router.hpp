// REST: from a request's bytes to a handler and back. Access, rate and size are enforced here, before the
// handler runs. One router serves all shards: it is complete before the first request and never changes
// afterwards.
#pragma once

#include <chatelier/context.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/result.hpp>
#include <chatelier/task.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace chatelier {

class Metrics;
class RateLimiter;

/// A request after the HTTP session has checked and decoded it; owns nothing.
struct RequestView {
  std::string_view method;
  std::string_view path;   // percent-encoded, without query
  std::string_view query;  // without '?'
  std::string_view body;
  std::string_view address;  // the client's, after trusted proxies
  /// A field's value by its lower-case name, empty when absent.
  std::function<std::string_view(std::string_view name)> header;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  Headers headers;
};

/// What a handler may return instead of a bare `Out` when it must set a status or header beside the schema's.
template <class Out>
struct Reply {
  Out body;
  unsigned status = 0;  // 0: the schema's
  Headers headers;

  Reply(Out value) : body(std::move(value)) {}  // NOLINT(google-explicit-constructor)
};

struct RouterSettings {
  std::string public_origin;  // scheme://host[:port], for the Origin check
  bool secure_cookies = true;
};

class Router {
 public:
  Router(RouterSettings settings, Authenticator& authenticator, RoomAccess& access, RateLimiter& limiter,
         Metrics& metrics, Logger logger);
  ~Router();

  /// `handler`: `Task<Result<Out>>` or `Task<Result<Reply<Out>>>` from `(const Context&, In)`.
  template <class Route, class Handler>
  void on(Handler handler);

  /// A route outside the schema (`/healthz`, documents): exact path, GET and HEAD, anyone.
  void get(std::string path, std::function<Task<Answer>(const RequestView&)> handler);

  /// Throws std::logic_error naming every route of the schema that has no handler.
  void check_complete() const;

  /// Whether the path is the router's (`/api/…` and those of `get`); everything else is the page's.
  [[nodiscard]] bool owns(std::string_view path) const;

  Task<Answer> handle(const RequestView& request);

  /// For the WebSocket upgrade: session and Origin are checked as for any unsafe request. Errors:
  /// auth/required, auth/origin, rate/limited.
  Task<Result<Context>> authorize_upgrade(const RequestView& request);

 private:
  struct Endpoint {
    const protocol::RouteSpec* spec;
    std::function<Task<Result<Answer>>(const Context&, const wire::RouteInput&)> run;
  };
  void add(Endpoint endpoint);

  struct State;
  std::unique_ptr<State> state_;
};

/// The problem document (RFC 9457) of an error.
[[nodiscard]] Answer problem(const Error& error, std::string_view request_id);

namespace detail {
template <class Out>
Answer answer_of(const protocol::RouteSpec& spec, Reply<Out> reply) {
  Answer answer;
  answer.status = reply.status != 0 ? reply.status : spec.status;
  answer.headers = std::move(reply.headers);
  if constexpr (!std::is_same_v<Out, protocol::Nothing>) answer.body = protocol::to_json(reply.body);
  return answer;
}
}  // namespace detail

template <class Route, class Handler>
void Router::on(Handler handler) {
  using Out = typename Route::Out;
  auto run = [handler = std::move(handler)](const Context& context,
                                            const wire::RouteInput& input) -> Task<Result<Answer>> {
    auto in = Route::read(input);
    if (!in) co_return in.error();
    auto out = co_await handler(context, std::move(*in));
    if (!out) co_return out.error();
    co_return detail::answer_of<Out>(Route::spec, Reply<Out>(std::move(*out)));
  };
  add(Endpoint{&Route::spec, std::move(run)});
}

}  // namespace chatelier
