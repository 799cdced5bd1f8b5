// WebSocket: from a client's frame to a handler and back. The twin of the router; it is complete before the first
// frame and never changes afterwards, so all shards share it.
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
  Dispatcher(Authenticator& authenticator, RoomAccess& access, RateLimiter& limiter, Metrics& metrics, Logger logger);
  ~Dispatcher();

  /// `handler`: `Task<Result<Out>>` from `(const Context&, In)`. It is entered in the order of the frames and before
  /// the next frame is read; what it awaits then runs beside the frames that follow, so several sends of one socket
  /// share a commit and still keep their order.
  template <class Command, class Handler>
  void on(Handler handler);

  /// Throws std::logic_error naming every command of the schema that has no handler.
  void check_complete() const;

  /// Checks and starts one frame; completes when the handler has been entered or the frame was refused. The answer is
  /// pushed into the connection's sink when the handler ends, if the connection still lives (`alive`).
  Task<void> handle(const Context& upgrade, std::shared_ptr<Connection> connection, std::string_view frame);

 private:
  using Run = std::function<Task<Result<std::string>>(const Context&, const wire::Document&)>;
  void add(const protocol::CommandSpec& spec, Run run);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
