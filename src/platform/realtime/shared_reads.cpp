#include "shared_reads.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace chatelier {
namespace {

// The timer never expires; cancelling it wakes everybody who waits.
class Awaited {
 public:
  explicit Awaited(boost::asio::io_context& shard)
      : done_(shard, boost::asio::steady_timer::time_point::max()) {}
  /// Throws what was thrown instead.
  Task<void> wait() {
    boost::system::error_code woken;
    co_await done_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    throw_if_failed();
  }
  void fail(std::exception_ptr error) { error_ = std::move(error); }
  void wake() { done_.cancel(); }
  void throw_if_failed() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  boost::asio::steady_timer done_;
  std::exception_ptr error_;
};

}  // namespace

struct SharedReads::Pending : Awaited {
  using Awaited::Awaited;
  std::shared_ptr<const LogPage> page;
};

struct SharedReads::Heads : Awaited {
  using Awaited::Awaited;
  std::unordered_set<std::string> rooms;
  std::unordered_map<std::string, std::int64_t> seqs;
};

Task<std::shared_ptr<const LogPage>> SharedReads::after(std::string room, std::int64_t seq) {
  const std::pair key(room, seq);
  if (const auto found = pending_.find(key); found != pending_.end()) {
    const std::shared_ptr<Pending> other = found->second;
    co_await other->wait();
    co_return other->page;
  }
  const auto mine = std::make_shared<Pending>(shard_);
  pending_.emplace(key, mine);
  try {
    LogPage page = co_await history_.after(room, seq, page_);
    mine->page = std::make_shared<const LogPage>(std::move(page));
  } catch (...) {
    mine->fail(std::current_exception());
  }
  pending_.erase(key);
  mine->wake();
  mine->throw_if_failed();
  co_return mine->page;
}

Task<std::int64_t> SharedReads::head(std::string room) {
  if (gathering_ == nullptr) {
    gathering_ = std::make_shared<Heads>(shard_);
    boost::asio::co_spawn(shard_, read_heads(), boost::asio::detached);
  }
  const std::shared_ptr<Heads> mine = gathering_;
  mine->rooms.insert(room);
  co_await mine->wait();
  const auto found = mine->seqs.find(room);
  co_return found == mine->seqs.end() ? 0 : found->second;
}

Task<void> SharedReads::read_heads() {
  co_await boost::asio::post(shard_, boost::asio::use_awaitable);  // whoever asks in this turn is in
  const std::shared_ptr<Heads> mine = std::exchange(gathering_, nullptr);
  try {
    std::vector<std::string> rooms(mine->rooms.begin(), mine->rooms.end());
    for (auto& [room, seq] : co_await history_.heads(std::move(rooms)))
      mine->seqs.emplace(std::move(room), seq);
  } catch (...) {
    mine->fail(std::current_exception());
  }
  mine->wake();
}

}  // namespace chatelier
