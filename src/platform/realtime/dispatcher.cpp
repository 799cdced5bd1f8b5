#include <chatelier/access.hpp>
#include <chatelier/db.hpp>
#include <chatelier/dispatcher.hpp>
#include <chatelier/ids.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/rate_limit.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace chatelier {
namespace {

constexpr std::chrono::seconds time_for_a_command{10};

Error unavailable() { return fail_after(ErrorCode::server_unavailable, std::chrono::seconds(1)); }

}  // namespace

struct Dispatcher::State {
  Authenticator& authenticator;
  RoomAccess& access;
  RateLimiter& limiter;
  Metrics& metrics;
  Logger logger;

  struct Command {
    const protocol::CommandSpec* spec = nullptr;
    Run run;
    prometheus::Counter* done = nullptr;
    prometheus::Counter* refused = nullptr;
  };
  std::vector<Command> commands = std::vector<Command>(protocol::all_commands().size());

  /// What the schema asks of this command, and of this person now. Sets the standing.
  Task<Result<void>> check(const protocol::CommandSpec& spec, const protocol::FrameHead& head,
                           Context& context);
  void answer(Connection& connection, std::string_view id, const Error& error) const;
  static Task<void> run(const Command& command, Context context, std::shared_ptr<Connection> connection,
                        std::string id, wire::Document frame, const State& state);
};

Dispatcher::Dispatcher(Authenticator& authenticator, RoomAccess& access, RateLimiter& limiter,
                       Metrics& metrics, Logger logger)
    : state_(std::make_unique<State>(State{authenticator, access, limiter, metrics, std::move(logger)})) {}

Dispatcher::~Dispatcher() = default;

void Dispatcher::add(const protocol::CommandSpec& spec, Run run) {
  State::Command& command = state_->commands.at(spec.index);
  if (command.run) throw std::logic_error("two handlers for " + std::string(spec.type));
  const auto counter = [&](const char* outcome) {
    return &state_->metrics.counter("chatelier_commands_total", "Frames of clients by type and outcome",
                                    {{"type", std::string(spec.type)}, {"outcome", outcome}});
  };
  command = State::Command{&spec, std::move(run), counter("done"), counter("refused")};
}

void Dispatcher::check_complete() const {
  std::string missing;
  for (const protocol::CommandSpec* spec : protocol::all_commands())
    if (!state_->commands[spec->index].run) missing.append(" ").append(spec->type);
  if (!missing.empty()) throw std::logic_error("commands without a handler:" + missing);
}

Task<void> Dispatcher::handle(const Context& upgrade, std::shared_ptr<Connection> connection,
                              std::string_view text) {
  auto frame = wire::Document::parse(text);
  if (!frame) {
    state_->answer(*connection, {}, frame.error());
    co_return;
  }
  auto head = protocol::read_frame_head(*frame);
  if (!head) {
    state_->answer(*connection, {}, head.error());
    co_return;
  }
  const protocol::CommandSpec* spec = protocol::find_command(head->type);
  if (spec == nullptr) {
    state_->answer(*connection, head->id, fail(ErrorCode::protocol_unknown_type, head->type.substr(0, 64)));
    co_return;
  }

  Context context = upgrade;
  context.connection = connection.get();
  context.trace_id = new_trace_id();
  context.deadline = std::chrono::steady_clock::now() + time_for_a_command;
  Result<void> allowed = fail(ErrorCode::internal);
  try {
    allowed = co_await state_->check(*spec, *head, context);
  } catch (const std::exception& error) {
    state_->logger.warning("command.unchecked",
                           {{"type", spec->type}, {"trace", context.trace_id}, {"why", error.what()}});
    allowed = unavailable();
  }
  const State::Command& command = state_->commands[spec->index];
  if (!allowed) {
    command.refused->Increment();
    state_->answer(*connection, head->id, allowed.error());
    if (allowed.error().code == ErrorCode::auth_required)
      connection->sink().close(CloseCode::session_ended, "session ended; sign in again");
    co_return;
  }
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor,
                        State::run(command, std::move(context), std::move(connection), std::move(head->id),
                                   std::move(*frame), *state_),
                        boost::asio::detached);
}

Task<Result<void>> Dispatcher::State::check(const protocol::CommandSpec& spec,
                                            const protocol::FrameHead& head, Context& context) {
  const RateVerdict verdict = limiter.take(spec.rate, context.identity->user, context.address);
  if (!verdict.allowed) co_return fail_after(ErrorCode::rate_limited, verdict.retry_after);
  if (!co_await authenticator.still_valid(*context.identity)) co_return fail(ErrorCode::auth_required);
  if (spec.access == protocol::Access::admin && !context.identity->admin)
    co_return fail(ErrorCode::auth_forbidden);
  if (!is_of_a_room(spec.access)) co_return Result<void>();

  if (head.room.empty()) co_return fail(ErrorCode::room_not_found);
  auto standing = co_await access.standing(context.identity->user, head.room);
  if (!standing) co_return standing.error();
  if (const auto refusal = refuse_role(spec.access, (*standing)->role)) co_return fail(*refusal);
  context.standing = std::move(*standing);
  co_return Result<void>();
}

void Dispatcher::State::answer(Connection& connection, std::string_view id, const Error& error) const {
  if (connection.sink().open())
    connection.sink().push(text_frame(protocol::error_frame(id, error)), FrameSink::Delivery::durable);
}

Task<void> Dispatcher::State::run(const Command& command, Context context,
                                  std::shared_ptr<Connection> connection, std::string id,
                                  wire::Document frame, const State& state) {
  Result<std::string> ack = fail(ErrorCode::internal);
  try {
    ack = co_await command.run(context, frame, id);
  } catch (const DatabaseUnavailable& error) {
    state.logger.warning("command.database_away",
                         {{"type", command.spec->type}, {"trace", context.trace_id}});
    ack = unavailable();
  } catch (const Overloaded& error) {
    ack = unavailable();
  } catch (const std::exception& error) {
    state.logger.error("command.failed",
                       {{"type", command.spec->type}, {"trace", context.trace_id}, {"why", error.what()}});
    ack = fail(ErrorCode::internal, context.trace_id);
  }
  if (!ack) {
    command.refused->Increment();
    state.answer(*connection, id, ack.error());
    co_return;
  }
  command.done->Increment();
  if (!ack->empty() && connection->sink().open())
    connection->sink().push(text_frame(*ack), FrameSink::Delivery::durable);
}

}  // namespace chatelier
