#include "link.hpp"

#include "asio_events.hpp"

#include <fcntl.h>
#include <hiredis/async.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace chatelier {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds patience{1'000};
constexpr std::chrono::milliseconds first_backoff{50};
constexpr std::chrono::milliseconds longest_backoff{2'000};

RedisReply copy_of(const redisReply& reply) {
  RedisReply copy;
  switch (reply.type) {
    case REDIS_REPLY_STRING: copy.kind = RedisReply::Kind::string; break;
    case REDIS_REPLY_STATUS: copy.kind = RedisReply::Kind::status; break;
    case REDIS_REPLY_ERROR: copy.kind = RedisReply::Kind::error; break;
    case REDIS_REPLY_INTEGER:
      copy.kind = RedisReply::Kind::integer;
      copy.integer = reply.integer;
      break;
    case REDIS_REPLY_ARRAY:
      copy.kind = RedisReply::Kind::array;
      for (std::size_t i = 0; i < reply.elements; ++i)
        copy.items.push_back(copy_of(*reply.element[i]));
      break;
    default: break;
  }
  if (reply.str != nullptr) copy.text.assign(reply.str, static_cast<std::size_t>(reply.len));
  return copy;
}

int send(redisAsyncContext* context, redisCallbackFn* callback, void* data,
         const Redis::Arguments& arguments) {
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  for (const std::string& argument : arguments) {
    words.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  return redisAsyncCommandArgv(context, callback, data, static_cast<int>(words.size()), words.data(),
                               lengths.data());
}

}  // namespace

// What a command's callback gets; hiredis calls it exactly once, without a reply when the connection goes.
struct RedisLink::Waiting {
  std::shared_ptr<RedisLink> link;
  Answer answer;
};

RedisLink::RedisLink(boost::asio::io_context& loop, std::string name, RedisUrl url, Hooks hooks,
                     Logger logger, Metrics& metrics)
    : loop_(loop),
      name_(std::move(name)),
      url_(std::move(url)),
      hooks_(std::move(hooks)),
      logger_(std::move(logger)),
      reconnects_(metrics.counter("chatelier_redis_reconnects_total",
                                  "Connections to Redis that were made again", {{"link", name_}})),
      resolver_(loop),
      retry_(loop),
      patience_(loop),
      backoff_(first_backoff) {}

void RedisLink::open() { connect(); }

void RedisLink::close() {
  closed_ = true;
  resolver_.cancel();
  retry_.cancel();
  patience_.cancel();
  if (context_ == nullptr) return;
  redisAsyncContext* context = std::exchange(context_, nullptr);
  up_ = false;
  redisAsyncFree(context);
}

// hiredis would look the name up itself, and stop the loop until the name service answers.
void RedisLink::connect() {
  if (!url_.socket.empty()) return attach(redisAsyncConnectUnix(url_.socket.c_str()));
  auto next = [self = shared_from_this()](boost::system::error_code error, const Addresses& addresses) {
    if (self->closed_) return;
    if (error) return self->lost(error.message());
    self->resolved(addresses);
  };
  resolver_.async_resolve(url_.host, std::to_string(url_.port), std::move(next));
}

// A name may have several addresses, of which some are not served: each attempt takes the next.
void RedisLink::resolved(const Addresses& addresses) {
  const auto address =
      std::next(addresses.begin(), static_cast<std::ptrdiff_t>(attempts_++ % addresses.size()));
  attach(redisAsyncConnect(address->endpoint().address().to_string().c_str(), url_.port));
}

void RedisLink::attach(redisAsyncContext* context) {
  if (context == nullptr || context->err != 0) {
    const std::string why = context == nullptr ? "out of memory" : context->errstr;
    if (context != nullptr) redisAsyncFree(context);
    return lost(why);
  }
  ::fcntl(context->c.fd, F_SETFD, FD_CLOEXEC);
  context_ = context;
  context->data = this;
  attach_to_loop(loop_, *context);
  redisAsyncSetConnectCallback(context, [](const redisAsyncContext* it, int status) {
    auto* self = static_cast<RedisLink*>(it->data);
    if (self->context_ == it) self->connected(status == REDIS_OK);
  });
  redisAsyncSetDisconnectCallback(context, [](const redisAsyncContext* it, int) {
    auto* self = static_cast<RedisLink*>(it->data);
    if (self->context_ != it) return;  // we ended it ourselves
    self->context_ = nullptr;
    self->lost(it->err != 0 ? it->errstr : "closed by Redis");
  });
  sent_.push_back(Steady::now());
  watch();
}

void RedisLink::connected(bool well) {
  if (!well) {
    const std::string why = context_->errstr;
    context_ = nullptr;  // hiredis frees it when this callback returns
    return lost(why);
  }
  sent_.clear();
  std::vector<Redis::Arguments> commands;
  if (!url_.password.empty())
    commands.push_back(url_.user.empty() ? Redis::Arguments{"AUTH", url_.password}
                                         : Redis::Arguments{"AUTH", url_.user, url_.password});
  if (url_.database != 0) commands.push_back({"SELECT", std::to_string(url_.database)});
  commands.push_back({"PING"});
  introduce(std::move(commands));
}

// One after the other; the last answer makes the link usable.
void RedisLink::introduce(std::vector<Redis::Arguments> commands) {
  const Redis::Arguments next = commands.front();
  commands.erase(commands.begin());
  up_ = true;  // for this command; nobody else is on the loop meanwhile
  command(next, [self = shared_from_this(),
                 commands = std::move(commands)](const std::optional<RedisReply>& reply) {
    if (!reply) return;
    if (reply->kind == RedisReply::Kind::error) {
      self->logger_.error("redis.refused", {{"link", self->name_}, {"why", reply->text}});
      redisAsyncDisconnect(self->context_);
      return;
    }
    if (!commands.empty()) return self->introduce(commands);
    self->up_ = true;
    self->backoff_ = first_backoff;
    if (std::exchange(self->said_away_, false))
      self->logger_.info("redis.connected", {{"link", self->name_}});
    self->hooks_.up();
  });
  up_ = false;
}

void RedisLink::lost(const std::string& why) {
  sent_.clear();
  patience_.cancel();
  if (std::exchange(up_, false)) hooks_.down();
  if (closed_) return;
  if (!std::exchange(said_away_, true)) logger_.warning("redis.away", {{"link", name_}, {"why", why}});
  reconnect_later();
}

void RedisLink::reconnect_later() {
  // Full jitter, so that nodes do not come back together.
  const auto pause = std::chrono::milliseconds(
      std::uniform_int_distribution<std::int64_t>(backoff_.count() / 2, backoff_.count())(random_));
  backoff_ = std::min(backoff_ * 2, longest_backoff);
  retry_.expires_after(pause);
  retry_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
    if (cancelled || self->closed_) return;
    self->reconnects_.Increment();
    self->connect();
  });
}

// Answers come in order, so the oldest command tells whether the peer is alive.
void RedisLink::watch() {
  if (sent_.empty()) return;
  patience_.expires_at(sent_.front() + patience);
  patience_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
    if (cancelled || self->context_ == nullptr || self->sent_.empty()) return;
    if (Steady::now() < self->sent_.front() + patience) return self->watch();
    self->restart("no answer within a second");
  });
}

void RedisLink::restart(const std::string& why) {
  redisAsyncContext* context = std::exchange(context_, nullptr);
  if (context == nullptr) return;
  lost(why);  // first: freeing answers what waits, and an answer must find the link down
  redisAsyncFree(context);
}

void RedisLink::command(const Redis::Arguments& arguments, Answer answer) {
  if (!up_) {
    if (answer) answer(std::nullopt);
    return;
  }
  auto* waiting = new Waiting{shared_from_this(), std::move(answer)};
  const auto callback = [](redisAsyncContext*, void* reply, void* data) {
    const std::unique_ptr<Waiting> mine(static_cast<Waiting*>(data));
    RedisLink& link = *mine->link;
    if (reply != nullptr && !link.sent_.empty()) link.sent_.pop_front();
    if (!mine->answer) return;
    mine->answer(reply == nullptr ? std::nullopt : std::optional(copy_of(*static_cast<redisReply*>(reply))));
  };
  if (send(context_, callback, waiting, arguments) != REDIS_OK) {
    const std::unique_ptr<Waiting> mine(waiting);
    if (mine->answer) mine->answer(std::nullopt);
    return;
  }
  sent_.push_back(Steady::now());
  if (sent_.size() == 1) watch();
}

void RedisLink::subscription(const Redis::Arguments& arguments) {
  if (!up_) return;
  const auto callback = [](redisAsyncContext* context, void* reply, void*) {
    if (reply == nullptr) return;
    const auto& link = *static_cast<RedisLink*>(context->data);
    try {
      link.hooks_.push(copy_of(*static_cast<redisReply*>(reply)));
    } catch (const std::exception& error) {  // must not fly through hiredis, which is C
      link.logger_.error("redis.message_failed", {{"why", error.what()}});
    }
  };
  send(context_, callback, nullptr, arguments);
}

}  // namespace chatelier
