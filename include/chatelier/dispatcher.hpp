// WebSocket: from a client's frame to a handler and back. The twin of the router; it is complete before the
// first frame and never changes afterwards, so all shards share it.
#pragma once

#include <chatelier/connection.hpp>
#include <chatelier/context.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/result.hpp>
#include <chatelier/task.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace chatelier {

class Metrics;
class RateLimiter;

class Dispatcher {
 public:
  Dispatcher(Authenticator& authenticator, RoomAccess& access, RateLimiter& limiter, Metrics& metrics,
             Logger logger);
  ~Dispatcher();

  /// `handler`: `Task<Result<Out>>` from `(const Context&, In)`. It is entered in the order of the frames and
  /// before the next frame is read; what it awaits then runs beside the frames that follow, so several sends
  /// of one socket share a commit and still keep their order.
  template <class Command, class Handler>
  void on(Handler handler);

  /// Throws std::logic_error naming every command of the schema that has no handler.
  void check_complete() const;

  /// Checks and starts one frame; completes when the handler has been entered or the frame was refused. The
  /// answer is pushed into the connection's sink when the handler ends; a connection whose sink has closed
  /// hears none.
  Task<void> handle(const Context& upgrade, std::shared_ptr<Connection> connection, std::string_view frame);

 private:
  /// Answers the text of the ack frame, empty when the client wants none.
  using Run =
      std::function<Task<Result<std::string>>(const Context&, const wire::Document&, std::string_view id)>;
  void add(const protocol::CommandSpec& spec, Run run);

  struct State;
  std::unique_ptr<State> state_;
};

template <class Command, class Handler>
void Dispatcher::on(Handler handler) {
  add(Command::spec,
      [handler = std::move(handler)](const Context& context, const wire::Document& frame,
                                     std::string_view id) -> Task<Result<std::string>> {
        auto in = Command::read(frame);
        if (!in) co_return in.error();
        auto out = co_await handler(context, std::move(*in));
        if (!out) co_return out.error();
        co_return id.empty() ? std::string() : protocol::ack_frame(id, *out);
      });
}

}  // namespace chatelier
