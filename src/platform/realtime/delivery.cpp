// Durable events in the order of `seq`: the next one goes out at once, a later one says that there is a hole.
#include "hub_state.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <vector>

namespace chatelier {

void Hub::State::deliver(const EventPtr& event) {
  if (event->changes_room) access.changed(event->room);
  const auto found = rooms.find(event->room);
  if (found == rooms.end()) return;
  Room& room = found->second;
  if (event->seq == room.cursor + 1)
    advance(room, event);
  else if (event->seq > room.cursor)
    want(event->room, room, event->seq);  // n + 1 committed implies n committed
}

void Hub::State::advance(Room& room, const EventPtr& event) {
  room.cursor = event->seq;
  room.wanted = std::max(room.wanted, event->seq);
  room.ring.push_back(event);
  if (room.ring.size() > settings.ring_events) room.ring.pop_front();
  delivered.Increment();

  std::vector<Connection*> ended;
  std::vector<Connection*> behind;
  std::vector<Connection*> back;
  for (const auto& [connection, subscription] : room.listeners) {
    if (subscription->sent != event->seq - 1 || subscription->unchecked)
      continue;  // behind, and brought level by its own coroutine; or ahead
    if (crowded(*connection)) {
      behind.push_back(connection);  // a burst is no reason to close somebody who reads
      continue;
    }
    if (is_over(*connection, *subscription, *event)) {
      back.push_back(connection);
      continue;
    }
    send(*connection, *subscription, event);
    if (event->ends_for(connection->identity().user)) ended.push_back(connection);
  }
  // Copied because the last listener takes the room, and with it whatever refers into it, along.
  const std::string id = event->room;
  const std::int64_t seq = event->seq;
  for (Connection* connection : back)
    resync(*connection, id, room.wanted);
  for (Connection* connection : ended)
    end_hearing_at(*connection, id, seq);
  for (Connection* connection : behind)
    bring_level(*connection, id);
}

void Hub::State::send(Connection& connection, Connection::Subscription& subscription, const EventPtr& event) {
  subscription.sent = event->seq;
  connection.sink().push(event->frame, FrameSink::Delivery::durable);
  if (event->ends_for_strangers()) doubt(subscription, event->room);
}

// What they missed between going and coming back they read anew: sent one by one, their going would end what
// they hear for good.
bool Hub::State::is_over(const Connection& connection, const Connection::Subscription& subscription,
                         const RoomEvent& event) {
  return event.seq <= subscription.readable_at && event.ends_for(connection.identity().user);
}

bool Hub::State::ended_by(Connection& connection, const EventPtr& event) {
  if (!event->ends_for(connection.identity().user)) return false;
  end_hearing_at(connection, event->room, event->seq);
  return true;
}

void Hub::State::want(const std::string& id, Room& room, std::int64_t seq) {
  room.wanted = std::max(room.wanted, seq);
  if (room.filling || room.wanted <= room.cursor) return;
  room.filling = true;
  boost::asio::co_spawn(shard, fill(id), boost::asio::detached);
}

Task<void> Hub::State::fill(std::string id) {
  while (true) {
    const auto before = rooms.find(id);
    if (before == rooms.end()) co_return;
    if (before->second.wanted <= before->second.cursor) {
      before->second.filling = false;
      co_return;
    }
    const std::int64_t after = before->second.cursor;
    std::shared_ptr<const LogPage> page;
    try {
      page = co_await reads.after(id, after);
    } catch (const std::exception& error) {
      logger.warning("hub.fill_failed", {{"room", id}, {"why", error.what()}});
    }
    if (page != nullptr && page->last_seq == 0) {
      forget_erased(id);
      co_return;
    }
    if (page == nullptr || page->events.empty()) {
      co_await pause_before_next_try();
      continue;
    }
    for (const EventPtr& event : page->events) {
      const auto now = rooms.find(id);  // a delivered event may have ended the last listener
      if (now == rooms.end()) co_return;
      if (event->seq != now->second.cursor + 1) continue;  // came live meanwhile
      filled.Increment();
      if (event->changes_room) access.changed(id);  // nobody delivered it
      advance(now->second, event);
    }
  }
}

// A log that had events has none: the room was deleted, and erased before this node had read its end.
void Hub::State::forget_erased(const std::string& id) {
  const auto found = rooms.find(id);
  if (found == rooms.end()) return;
  for (Connection* connection : found->second.everybody())
    dismiss(*connection, id);
}

}  // namespace chatelier
