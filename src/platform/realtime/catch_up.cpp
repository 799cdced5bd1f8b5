// Sockets that are behind: pages from the ring, the tail or the log, only while the outbox is below half.
// Live frames are not queued meanwhile; the turn of the loop that sends the last missing event is the turn
// that makes it live.
#include "hub_state.hpp"

#include <chatelier/come_back.hpp>
#include <chatelier/protocol.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace chatelier {
namespace {

constexpr std::chrono::milliseconds time_before_next_try{200};

template <class Event>
void push_event(Connection& connection, const Event& event) {
  connection.sink().push(text_frame(to_json(event)), FrameSink::Delivery::durable);
}

}  // namespace

Task<void> Hub::State::pause_before_next_try() {
  boost::asio::steady_timer pause(shard, time_before_next_try);
  co_await pause.async_wait(boost::asio::use_awaitable);
}

void Hub::State::dismiss(Connection& connection, const std::string& room) {
  const std::int64_t sent = connection.hearing().rooms.at(room).sent;
  const auto again = connection.hearing().readmitted.extract(room);
  if (!again.empty() && again.mapped().seq > sent) {
    stop_hearing(connection, room);
    return hear_anew(connection, room, again.mapped().seq, again.mapped().seq);
  }
  end_hearing(connection, room);
  push_event(connection, protocol::events::Gone{room});
}

bool Hub::State::crowded(Connection& connection) {
  return connection.sink().pending() > connection.sink().bound() / 2;
}

void Hub::State::bring_level(Connection& connection, const std::string& id) {
  Connection::Subscription& subscription = connection.hearing().rooms.at(id);
  if (subscription.catching_up || subscription.unchecked ||
      settle(connection, subscription, id, rooms.at(id)))
    return;
  subscription.catching_up = true;
  boost::asio::co_spawn(shard, catch_up(find(&connection), id), boost::asio::detached);
}

bool Hub::State::settle(Connection& connection, Connection::Subscription& subscription, const std::string& id,
                        const Room& room) {
  if (subscription.sent < room.cursor || subscription.sent < room.wanted) return false;
  subscription.catching_up = false;
  subscription.caught_up = 0;
  if (std::exchange(subscription.report, false))
    push_event(connection, protocol::events::Resumed{id, subscription.sent});
  return true;
}

Task<void> Hub::State::catch_up(std::shared_ptr<Connection> connection, std::string id) {
  while (find(connection.get()) != nullptr && connection->sink().open()) {
    const auto room = rooms.find(id);
    const auto subscription = connection->hearing().rooms.find(id);
    if (room == rooms.end() || subscription == connection->hearing().rooms.end()) co_return;
    Connection::Subscription& mine = subscription->second;
    if (mine.unchecked) {  // the check brings it level when it may go on
      mine.catching_up = false;
      co_return;
    }
    if (settle(*connection, mine, id, room->second)) co_return;
    if (crowded(*connection)) {
      mine.catching_up = false;
      // Weak, or the sink would keep alive the connection that keeps it.
      std::weak_ptr<Connection> weak = connection;
      connection->sink().when_below_half([this, weak, id] {
        const auto again = weak.lock();
        if (again != nullptr && find(again.get()) != nullptr && again->hearing().rooms.contains(id))
          bring_level(*again, id);
      });
      co_return;
    }
    if (send_from_ring(*connection, mine, room->second)) continue;
    if (!co_await send_page(connection, id)) co_return;
  }
}

bool Hub::State::send_from_ring(Connection& connection, Connection::Subscription& subscription,
                                const Room& room) {
  if (room.ring.empty() || subscription.sent + 1 < room.ring.front()->seq || subscription.sent >= room.cursor)
    return false;
  auto next = room.ring.begin() + (subscription.sent + 1 - room.ring.front()->seq);
  for (std::size_t sent = 0; next != room.ring.end() && sent < settings.page_events && !crowded(connection) &&
                             !subscription.unchecked;
       ++next, ++sent) {
    const EventPtr event = *next;
    if (is_over(connection, subscription, *event)) {
      resync(connection, event->room, room.wanted);
      return true;
    }
    send(connection, subscription, event);
    caught_up_from_ring.Increment();
    if (ended_by(connection, event)) return true;
  }
  return true;
}

// False: the hearing has ended, by the log or because the room may no longer be read.
Task<bool> Hub::State::send_page(std::shared_ptr<Connection> connection, const std::string& id) {
  const std::int64_t from = connection->hearing().rooms.at(id).sent;
  std::shared_ptr<const LogPage> page;
  bool readable = true;
  try {
    // The page first: who may no longer read after it has the event that says so in the page, or still to
    // come.
    page = co_await reads.after(id, from);
    readable = (co_await access.standing(connection->identity().user, id)).has_value();
  } catch (const std::exception& error) {
    logger.warning("hub.catch_up_failed", {{"room", id}, {"why", error.what()}});
  }
  if (find(connection.get()) == nullptr || !connection->hearing().rooms.contains(id)) co_return false;
  if (!readable) {
    dismiss(*connection, id);
    co_return false;
  }
  if (page == nullptr || page->events.empty()) {
    co_await pause_before_next_try();
    co_return true;
  }

  Connection::Subscription& subscription = connection->hearing().rooms.at(id);
  if (page->last_seq - subscription.sent > settings.resync_events) {
    resync(*connection, id, page->last_seq);
    co_return true;
  }
  for (const EventPtr& event : page->events) {
    if (event->seq != subscription.sent + 1) continue;          // sent meanwhile
    if (crowded(*connection) || subscription.unchecked) break;  // the rest is read again
    subscription.caught_up += event->frame->bytes().size();
    if (subscription.caught_up > settings.resync_bytes || is_over(*connection, subscription, *event)) {
      resync(*connection, id, page->last_seq);
      co_return true;
    }
    send(*connection, subscription, event);
    caught_up_from_log.Increment();
    if (ended_by(*connection, event)) co_return false;
  }
  const auto room = rooms.find(id);
  if (room != rooms.end()) want(id, room->second, page->last_seq);
  co_return true;
}

void Hub::State::resync(Connection& connection, const std::string& room, std::int64_t last_seq) {
  Connection::Subscription& subscription = connection.hearing().rooms.at(room);
  last_seq = std::max(last_seq, rooms.at(room).wanted);  // a page from the tail does not know the head
  subscription.sent = last_seq;
  subscription.caught_up = 0;
  subscription.report = false;
  resyncs.Increment();
  push_event(connection, protocol::events::Resync{room, last_seq});
  // What was jumped over may have ended the hearing.
  doubt(subscription, room);
}

// A claim about a room that `ready` did not name (a public one that is read without membership, or one that
// was left meanwhile), or of which more is held than `ready` said. Nothing of the room is sent until it is
// decided.
Task<void> Hub::State::hear_if_readable(std::shared_ptr<Connection> connection, std::string room) {
  while (find(connection.get()) != nullptr) {
    connection->hearing().claims.at(room).added = 0;
    bool readable = false;
    std::int64_t head = 0;
    try {
      // The head first: when the room turns private after that, the event that says so is still to come.
      head = co_await reads.head(room);
      access.changed(room);
      readable = (co_await access.standing(connection->identity().user, room)).has_value();
    } catch (const std::exception& error) {
      if (connection->sink().open())
        logger.warning("hub.resume_failed", {{"room", room}, {"why", error.what()}});
      connection->sink().close(
          CloseCode::restarting,
          come_back("the database is away", std::chrono::milliseconds(500), std::chrono::seconds(3)));
      co_return;
    }
    const Connection::Claim claim = connection->hearing().claims.at(room);
    if (!readable && claim.added > 0) continue;  // asked before the person came in
    head = std::max(head, claim.added);
    connection->hearing().claims.erase(room);
    if (find(connection.get()) == nullptr) co_return;
    if (readable)
      hear_from(*connection, room, {claim.from, head, head, true});
    else
      push_event(*connection, protocol::events::Gone{room});
    co_return;
  }
}

// `from` is the client's word: where it cannot be true of this log, or lies too far back, the answer is
// `resync`.
void Hub::State::hear_from(Connection& connection, const std::string& room, const Beginning& beginning) {
  const std::int64_t head = beginning.head;
  if (beginning.from <= head && head - beginning.from <= settings.resync_events)
    return hear(connection, room, beginning);
  hear_anew(connection, room, head, beginning.readable_at);
}

// From the last seq on that this hub knows of, so that nothing is sent before `resync`.
void Hub::State::hear_anew(Connection& connection, const std::string& room, std::int64_t head,
                           std::int64_t readable_at) {
  const auto heard = rooms.find(room);
  const std::int64_t last_seq = heard == rooms.end() ? head : std::max(head, heard->second.wanted);
  const auto subscription = connection.hearing().rooms.find(room);
  if (subscription != connection.hearing().rooms.end()) subscription->second.report = false;
  hear(connection, room, {last_seq, last_seq, readable_at, false});
  resync(connection, room, last_seq);
}

}  // namespace chatelier
