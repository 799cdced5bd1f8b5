// A room that has turned private: who hears it without being in it hears nothing after the event that says
// so. Until the database has said who may go on, nobody hears the next event; those who may are then brought
// level.
#include "hub_state.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <optional>

namespace chatelier {

void Hub::State::doubt(Connection::Subscription& subscription, const std::string& id) {
  Room& room = rooms.at(id);
  subscription.unchecked = true;
  subscription.doubted = ++doubts;
  if (std::exchange(room.checking, true)) return;
  boost::asio::co_spawn(shard, recheck(id), boost::asio::detached);
}

Task<void> Hub::State::recheck(std::string id) {
  while (true) {
    const auto before = rooms.find(id);
    if (before == rooms.end()) co_return;
    std::vector<std::string> users = doubted(before->second);
    if (users.empty()) {
      before->second.checking = false;
      co_return;
    }
    const std::uint64_t asked_at = doubts;
    std::optional<std::vector<std::string>> strangers;
    try {
      std::vector<std::string> asked = users;
      strangers = co_await access.strangers(id, std::move(asked));
    } catch (const std::exception& error) {
      logger.warning("hub.recheck_failed", {{"room", id}, {"why", error.what()}});
    }
    if (!strangers) {
      co_await pause_before_next_try();
      continue;
    }
    const auto after = rooms.find(id);
    if (after == rooms.end()) co_return;
    const auto among = [](const std::vector<std::string>& list, const std::string& user) {
      return std::find(list.begin(), list.end(), user) != list.end();
    };
    for (Connection* connection : after->second.everybody()) {
      const std::string& user = connection->identity().user;
      Connection::Subscription& subscription = connection->hearing().rooms.at(id);
      // What was asked before the last doubt does not answer it.
      if (!subscription.unchecked || subscription.doubted > asked_at || !among(users, user)) continue;
      subscription.unchecked = false;
      if (among(*strangers, user))
        dismiss(*connection, id);
      else
        bring_level(*connection, id);
    }
  }
}

std::vector<std::string> Hub::State::doubted(const Room& room) {
  std::vector<std::string> users;
  for (const auto& [connection, subscription] : room.listeners)
    if (subscription->unchecked) users.push_back(connection->identity().user);
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  return users;
}

}  // namespace chatelier
