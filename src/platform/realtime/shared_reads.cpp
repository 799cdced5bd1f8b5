#include "shared_reads.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace chatelier {

// The timer never expires; cancelling it wakes everybody who waits.
struct SharedReads::Pending {
  explicit Pending(boost::asio::io_context& shard)
      : done(shard, boost::asio::steady_timer::time_point::max()) {}
  boost::asio::steady_timer done;
  std::shared_ptr<const LogPage> page;
  std::exception_ptr error;
};

Task<std::shared_ptr<const LogPage>> SharedReads::after(std::string room, std::int64_t seq) {
  const std::pair key(room, seq);
  if (const auto found = pending_.find(key); found != pending_.end()) {
    const std::shared_ptr<Pending> other = found->second;
    boost::system::error_code woken;
    co_await other->done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    if (other->error) std::rethrow_exception(other->error);
    co_return other->page;
  }
  const auto mine = std::make_shared<Pending>(shard_);
  pending_.emplace(key, mine);
  try {
    LogPage page = co_await history_.after(room, seq, page_);
    mine->page = std::make_shared<const LogPage>(std::move(page));
  } catch (...) {
    mine->error = std::current_exception();
  }
  pending_.erase(key);
  mine->done.cancel();
  if (mine->error) std::rethrow_exception(mine->error);
  co_return mine->page;
}

}  // namespace chatelier
