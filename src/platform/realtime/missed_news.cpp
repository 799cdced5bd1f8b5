#include <chatelier/missed_news.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace chatelier {
namespace {

using Steady = std::chrono::steady_clock;

// More sessions than this in one query would hold a connection of the pool for long.
constexpr std::size_t sessions_per_query = 5'000;
// Whoever came in while the last answer was on its way is in the next one.
constexpr std::chrono::seconds overlap{30};

}  // namespace

struct MissedNews::State {
  Task<void> rounds(std::shared_ptr<State> self);
  [[nodiscard]] bool due();
  Task<void> ask_about_sessions();
  Task<void> end_those_that_ended(std::vector<std::string> sessions,
                                  const std::unordered_map<std::string, std::string>& owners);
  Task<void> ask_about_rooms();

  const MissedNewsSettings settings;
  Hub& hub;
  Authenticator& authenticator;
  Arrivals& arrivals;
  const std::function<BusLine()> line;
  Logger logger;
  boost::asio::io_context& shard;
  boost::asio::steady_timer timer{shard};
  Steady::time_point asked_at = Steady::now();
  Steady::time_point rooms_known_at = Steady::now();
  Steady::time_point silent_at{};
  std::uint64_t breaks = 0;
  bool failing = false;
  bool stopped = false;
};

MissedNews::MissedNews(boost::asio::io_context& shard, MissedNewsSettings settings, Hub& hub,
                       Authenticator& authenticator, Arrivals& arrivals, std::function<BusLine()> line,
                       Logger logger)
    : state_(new State{settings, hub, authenticator, arrivals, std::move(line), std::move(logger), shard}) {}

MissedNews::~MissedNews() = default;

void MissedNews::start() {
  boost::asio::co_spawn(state_->shard, state_->rounds(state_), boost::asio::detached);
}

void MissedNews::stop() {
  state_->stopped = true;
  state_->timer.cancel();
}

Task<void> MissedNews::State::rounds(std::shared_ptr<State> self) {
  while (!self->stopped) {
    timer.expires_after(settings.every_without_bus);
    boost::system::error_code cancelled;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    if (stopped || !due()) continue;
    try {
      asked_at = Steady::now();
      co_await ask_about_sessions();
      co_await ask_about_rooms();
      failing = false;
    } catch (const std::exception& error) {
      if (!std::exchange(failing, true)) logger.warning("news.not_looked_up", {{"why", error.what()}});
    }
  }
}

bool MissedNews::State::due() {
  const auto now = Steady::now();
  const BusLine now_heard = line();
  // It may have broken and stood again between two looks.
  const bool broke = std::exchange(breaks, now_heard.breaks) != now_heard.breaks;
  if (broke || !now_heard.stands) silent_at = now;
  return now - silent_at < settings.uneasy_for || now - asked_at >= settings.every;
}

Task<void> MissedNews::State::ask_about_sessions() {
  std::unordered_map<std::string, std::string> owners;
  for (const auto& connection : hub.connections())
    if (connection->sink().open())
      owners.emplace(connection->identity().session, connection->identity().user);
  std::vector<std::string> sessions;
  for (const auto& [session, user] : owners) {
    sessions.push_back(session);
    if (sessions.size() < sessions_per_query) continue;
    std::vector<std::string> some = std::exchange(sessions, {});
    co_await end_those_that_ended(std::move(some), owners);
  }
  if (!sessions.empty()) co_await end_those_that_ended(std::move(sessions), owners);
}

Task<void> MissedNews::State::end_those_that_ended(
    std::vector<std::string> sessions, const std::unordered_map<std::string, std::string>& owners) {
  for (const std::string& session : co_await authenticator.ended(std::move(sessions))) {
    const Signal ended{Signal::Kind::session_ended, owners.at(session), session, {}, 0, nullptr};
    hub.deliver_signal(ended);
  }
}

Task<void> MissedNews::State::ask_about_rooms() {
  const auto asked = Steady::now();
  const auto time = std::chrono::duration_cast<std::chrono::seconds>(asked - rooms_known_at) + overlap;
  for (Arrivals::Arrival& arrival : co_await arrivals.lately(time)) {
    if (!hub.lacks(arrival.user, arrival.room)) continue;
    const auto news = co_await arrivals.news(std::move(arrival));
    if (news) hub.deliver_signal(*news);
  }
  rooms_known_at = asked;
}

}  // namespace chatelier
