#include "head_comparison.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace chatelier {
namespace {

constexpr std::chrono::milliseconds pause_before_next_try{200};
// More rooms than this in one query would hold a connection of the pool for long.
constexpr std::size_t rooms_per_query = 2'000;

}  // namespace

HeadComparison::HeadComparison(boost::asio::io_context& backbone, LogReader& reader,
                               std::function<std::vector<std::string>()> all_rooms,
                               std::function<std::chrono::milliseconds()> interval, Found found,
                               Logger logger, Metrics& metrics)
    : backbone_(backbone),
      reader_(reader),
      all_rooms_(std::move(all_rooms)),
      interval_(std::move(interval)),
      found_(std::move(found)),
      logger_(std::move(logger)),
      compared_(
          metrics.counter("chatelier_heads_compared_total", "Rooms whose head was compared with the log")),
      timer_(backbone) {}

void HeadComparison::start() { boost::asio::co_spawn(backbone_, rounds(), boost::asio::detached); }

void HeadComparison::stop() {
  stopped_ = true;
  timer_.cancel();
}

void HeadComparison::soon(const std::string& room) {
  asked_.insert(room);
  if (std::exchange(asking_, true)) return;
  boost::asio::co_spawn(backbone_, compare_asked(), boost::asio::detached);
}

Task<void> HeadComparison::rounds() {
  while (!stopped_) {
    timer_.expires_after(interval_());
    boost::system::error_code cancelled;
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    if (stopped_) co_return;
    try {
      co_await compare(all_rooms_());
    } catch (const std::exception& error) {
      logger_.warning("heads.not_compared", {{"why", error.what()}});
    }
  }
}

// A new subscription must not miss what was committed before it stood, so a failed read is tried again.
Task<void> HeadComparison::compare_asked() {
  boost::asio::steady_timer pause(backbone_);
  while (!asked_.empty() && !stopped_) {
    pause.expires_after(std::chrono::milliseconds(0));  // the rest of this turn may ask too
    co_await pause.async_wait(boost::asio::use_awaitable);
    const auto rooms = std::exchange(asked_, {});
    bool failed = false;
    try {
      co_await compare(std::vector<std::string>(rooms.begin(), rooms.end()));
    } catch (const std::exception& error) {
      logger_.warning("heads.not_compared", {{"why", error.what()}});
      failed = true;
    }
    if (failed && !stopped_) {
      asked_.insert(rooms.begin(), rooms.end());
      pause.expires_after(pause_before_next_try);
      co_await pause.async_wait(boost::asio::use_awaitable);
    }
  }
  asking_ = false;
}

Task<void> HeadComparison::compare(std::vector<std::string> rooms) {
  for (std::size_t from = 0; from < rooms.size(); from += rooms_per_query) {
    const auto first = rooms.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last =
        rooms.begin() + static_cast<std::ptrdiff_t>(std::min(from + rooms_per_query, rooms.size()));
    std::vector<std::string> some(first, last);
    compared_.Increment(static_cast<double>(some.size()));
    for (const auto& [room, seq] : co_await reader_.heads(std::move(some)))
      found_(room, seq);
  }
}

}  // namespace chatelier
