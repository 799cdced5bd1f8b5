// Everything that talks to Redis runs on the backbone; callers hop there and back, and only while Redis is
// known to be there.
#include "shared_buckets_script.hpp"

#include <chatelier/ids.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <atomic>
#include <utility>

namespace chatelier {
namespace {

namespace asio = boost::asio;
using Reply = std::optional<RedisReply>;
using Spent = SharedBuckets::Spent;

// How long somebody who signs in waits for Redis before this node decides alone.
constexpr std::chrono::milliseconds patience{50};
constexpr std::string_view prefix = "chatelier:rate:";
// Half of a SHA-256: no two names meet, and nobody finds the name.
constexpr std::size_t hash_digits = 32;

std::vector<Spent> one_each(std::vector<SharedBucket> buckets, std::int64_t tokens) {
  std::vector<Spent> spent;
  for (SharedBucket& bucket : buckets)
    spent.push_back(Spent{std::move(bucket), tokens, {}});
  return spent;
}

}  // namespace

struct SharedBuckets::State : std::enable_shared_from_this<SharedBuckets::State> {
  State(asio::io_context& io, Redis& r, Metrics& metrics)
      : backbone(io),
        redis(r),
        answered(metrics.counter("chatelier_shared_buckets_total", "Questions to Redis about shared limits",
                                 {{"outcome", "answered"}})),
        unanswered(metrics.counter("chatelier_shared_buckets_total", "Questions to Redis about shared limits",
                                   {{"outcome", "unanswered"}})) {}

  [[nodiscard]] bool usable() const { return is_open && redis.connected(); }
  [[nodiscard]] std::string name_of(const std::string& key) const {
    return std::string(prefix).append(sha256_hex(secret + '\n' + key), 0, hash_digits);
  }

  // ---- on the backbone
  Task<Reply> move(std::string mode, std::vector<Spent> spent);
  Task<Reply> command(Redis::Arguments arguments);
  Task<Reply> move_in_time(std::string mode, std::vector<Spent> spent);
  Task<Reply> command_in_time(Redis::Arguments arguments);
  Task<Reply> in_time(Task<Reply> question);

  asio::io_context& backbone;
  Redis& redis;
  prometheus::Counter& answered;
  prometheus::Counter& unanswered;
  std::string secret;  // before `is_open`; never changes afterwards
  std::atomic<bool> is_open{false};
  std::string script;  // how Redis names it; backbone only
};

SharedBuckets::SharedBuckets(asio::io_context& backbone, Redis& redis, Metrics& metrics)
    : state_(std::make_shared<State>(backbone, redis, metrics)) {}

SharedBuckets::~SharedBuckets() = default;

void SharedBuckets::open(std::string secret) {
  state_->secret = std::move(secret);
  state_->is_open = true;
}

asio::io_context& SharedBuckets::backbone() { return state_->backbone; }

Task<std::optional<SharedBuckets::Taken>> SharedBuckets::take(std::vector<SharedBucket> buckets) {
  if (!state_->usable()) co_return std::nullopt;
  std::vector<protocol::RateLimit> limits;
  for (const SharedBucket& bucket : buckets)
    limits.push_back(bucket.limit);
  Task<Reply> question = state_->move_in_time("take", one_each(std::move(buckets), 1));
  const Reply reply = co_await asio::co_spawn(state_->backbone, std::move(question), asio::use_awaitable);
  auto answer = read_answer(reply, limits.size());
  if (!answer) co_return std::nullopt;
  Taken taken{answer->done, {}, std::move(answer->ahead)};
  for (std::size_t i = 0; !taken.all && i < limits.size(); ++i) {
    const auto missing = taken.ahead[i] - limits[i].interval * (limits[i].burst - 1);
    taken.wait = std::max(taken.wait, std::chrono::ceil<std::chrono::milliseconds>(missing));
  }
  co_return taken;
}

void SharedBuckets::give_back(std::vector<SharedBucket> buckets) {
  if (!state_->usable()) return;
  asio::co_spawn(state_->backbone, state_->move("add", one_each(std::move(buckets), -1)), asio::detached);
}

Task<std::optional<std::vector<SharedBuckets::Ahead>>> SharedBuckets::add(std::vector<Spent> spent) {
  if (!state_->usable()) co_return std::nullopt;
  const std::size_t count = spent.size();
  Task<Reply> question = state_->move("add", std::move(spent));
  const Reply reply = co_await asio::co_spawn(state_->backbone, std::move(question), asio::use_awaitable);
  auto answer = read_answer(reply, count);
  if (!answer) co_return std::nullopt;
  co_return std::move(answer->ahead);
}

Task<bool> SharedBuckets::noted(std::string key) {
  if (!state_->usable()) co_return false;
  Redis::Arguments arguments{"EXISTS", state_->name_of(key)};
  Task<Reply> question = state_->command_in_time(std::move(arguments));
  const Reply reply = co_await asio::co_spawn(state_->backbone, std::move(question), asio::use_awaitable);
  co_return reply && reply->kind == RedisReply::Kind::integer && reply->integer == 1;
}

void SharedBuckets::note(const std::string& key, std::chrono::seconds lifetime) {
  if (!state_->usable()) return;
  Redis::Arguments arguments{"SET", state_->name_of(key), "1", "EX", std::to_string(lifetime.count())};
  asio::co_spawn(state_->backbone, state_->command(std::move(arguments)), asio::detached);
}

Task<Reply> SharedBuckets::State::command(Redis::Arguments arguments) {
  const auto self = shared_from_this();
  Reply reply = co_await redis.command(std::move(arguments));
  (reply ? answered : unanswered).Increment();
  co_return reply;
}

// By its hash, which Redis forgets when it starts anew; then once more with its text.
Task<Reply> SharedBuckets::State::move(std::string mode, std::vector<Spent> spent) {
  const auto self = shared_from_this();
  Redis::Arguments rest{std::to_string(spent.size())};
  for (const Spent& it : spent)
    rest.push_back(name_of(it.bucket.key));
  const Redis::Arguments numbers = script_arguments(mode, spent);
  rest.insert(rest.end(), numbers.begin(), numbers.end());
  if (script.empty()) {
    Redis::Arguments load{"SCRIPT", "LOAD", std::string(bucket_script)};
    const Reply loaded = co_await redis.command(std::move(load));
    if (!loaded || loaded->kind != RedisReply::Kind::string) co_return std::nullopt;
    script = loaded->text;
  }
  Redis::Arguments by_hash{"EVALSHA", script};
  by_hash.insert(by_hash.end(), rest.begin(), rest.end());
  Reply reply = co_await command(std::move(by_hash));
  if (!reply || reply->kind != RedisReply::Kind::error || reply->text.substr(0, 8) != "NOSCRIPT")
    co_return reply;
  Redis::Arguments by_text{"EVAL", std::string(bucket_script)};
  by_text.insert(by_text.end(), rest.begin(), rest.end());
  co_return co_await command(std::move(by_text));
}

Task<Reply> SharedBuckets::State::move_in_time(std::string mode, std::vector<Spent> spent) {
  return in_time(move(std::move(mode), std::move(spent)));
}

Task<Reply> SharedBuckets::State::command_in_time(Redis::Arguments arguments) {
  return in_time(command(std::move(arguments)));
}

// A late answer finds nobody; what it has taken stays taken, and drains like everything else.
Task<Reply> SharedBuckets::State::in_time(Task<Reply> question) {
  const auto self = shared_from_this();
  struct Waiting {
    asio::steady_timer timer;
    Reply reply;
    bool done = false;
  };
  const auto waiting = std::make_shared<Waiting>(Waiting{asio::steady_timer(backbone), {}, false});
  waiting->timer.expires_after(patience);
  asio::co_spawn(backbone, std::move(question), [waiting](const std::exception_ptr&, Reply reply) {
    waiting->reply = std::move(reply);
    waiting->done = true;
    waiting->timer.cancel();
  });
  boost::system::error_code cancelled;
  if (!waiting->done)
    co_await waiting->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  co_return std::move(waiting->reply);
}

}  // namespace chatelier
