#include <chatelier/access.hpp>
#include <chatelier/come_back.hpp>
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

using namespace std::chrono_literals;

constexpr std::chrono::seconds time_for_a_command{10};
// Lines about refused frames of one socket: so many at once, then one per interval. A flood fills no disk.
constexpr int lines_at_once = 10;
constexpr std::chrono::seconds between_lines{10};

Error unavailable() { return fail_after(ErrorCode::server_unavailable, std::chrono::seconds(1)); }

// Somebody may not do that, or not so often; everything else that is refused is a mistake or bad luck.
bool is_denial(ErrorCode code) {
  return code == ErrorCode::room_not_member || code == ErrorCode::room_forbidden ||
         code == ErrorCode::room_banned || code == ErrorCode::rate_limited ||
         info(code).code.substr(0, 5) == "auth/";
}

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
  void refuse(Connection& connection, std::string_view id, const Error& error, std::string_view type,
              std::string_view trace_id) const;
  static Task<void> run(const Command& command, Context context, Connection::Answering answering,
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
  Connection::Answering answering(connection);
  auto frame = wire::Document::parse(text);
  if (!frame) {
    state_->refuse(*connection, {}, frame.error(), {}, upgrade.trace_id);
    co_return;
  }
  auto head = protocol::read_frame_head(*frame);
  if (!head) {
    state_->refuse(*connection, {}, head.error(), {}, upgrade.trace_id);
    co_return;
  }
  const protocol::CommandSpec* spec = protocol::find_command(head->type);
  if (spec == nullptr) {
    const Error unknown = fail(ErrorCode::protocol_unknown_type, head->type.substr(0, 64));
    state_->refuse(*connection, head->id, unknown, {}, upgrade.trace_id);
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
    state_->refuse(*connection, head->id, allowed.error(), spec->type, context.trace_id);
    if (allowed.error().code == ErrorCode::auth_required)
      connection->sink().close(CloseCode::session_ended, "session ended; sign in again");
    // Without it a socket hears nothing for as long as it lives.
    if (allowed.error().code == ErrorCode::server_unavailable && spec == &protocol::commands::Resume::spec)
      connection->sink().close(CloseCode::restarting, come_back("try again", 500ms, 3s));
    co_return;
  }
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor,
                        State::run(command, std::move(context), std::move(answering), std::move(head->id),
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

// `type` is empty for what is none of ours: the log repeats nothing of a frame.
void Dispatcher::State::refuse(Connection& connection, std::string_view id, const Error& error,
                               std::string_view type, std::string_view trace_id) const {
  const bool denial = is_denial(error.code);
  Connection::RefusalLines& lines = denial ? connection.denials() : connection.mistakes();
  const SteadyTime now = std::chrono::steady_clock::now();
  if (lines.quiet_at > now + between_lines * (lines_at_once - 1)) {
    ++lines.unsaid;
  } else {
    lines.quiet_at = std::max(lines.quiet_at, now) + between_lines;
    (logger.*(denial ? &Logger::info : &Logger::debug))("command.refused",
                                                        {{"type", type},
                                                         {"code", info(error.code).code},
                                                         {"user", connection.identity().user},
                                                         {"unsaid", std::exchange(lines.unsaid, 0)},
                                                         {"trace", trace_id}});
  }
  if (!connection.sink().open()) return;
  connection.sink().push(text_frame(protocol::error_frame(id, error)), FrameSink::Delivery::durable);
  // Who goes on with what is always refused costs as much as somebody who is served.
  if (info(error.code).status < 500 && connection.takes_commands() &&
      !limiter.take(protocol::rates::refused, connection.identity().user, {}).allowed)
    connection.farewell(CloseCode::rate, come_back("too many refused frames", 5s, 10s));
}

Task<void> Dispatcher::State::run(const Command& command, Context context, Connection::Answering answering,
                                  std::string id, wire::Document frame, const State& state) {
  Connection& connection = answering.connection();
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
    state.refuse(connection, id, ack.error(), command.spec->type, context.trace_id);
    co_return;
  }
  command.done->Increment();
  if (!ack->empty() && connection.sink().open())
    connection.sink().push(text_frame(*ack), FrameSink::Delivery::durable);
}

}  // namespace chatelier
