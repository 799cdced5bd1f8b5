// Who hears what: sockets come, resume, show rooms and go; signals reach the sockets of one person.
#include "hub_state.hpp"

#include <chatelier/protocol.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <utility>

namespace chatelier {
namespace {

// More rooms than this are not on one screen; a client that claims so loses the oldest claim's ephemera only.
constexpr std::size_t most_on_screen = 16;

}  // namespace

Hub::State::State(boost::asio::io_context& io, HubSettings s, EventHistory& history, RoomAccess& a,
                  RoomInterest& i, Logger l, Metrics& metrics)
    : shard(io),
      settings(s),
      access(a),
      interest(i),
      logger(std::move(l)),
      reads(io, history, s.page_events),
      delivered(metrics.counter("chatelier_hub_events_total", "Durable events that hubs delivered in order")),
      filled(
          metrics.counter("chatelier_hub_filled_total", "Events that hubs read from the log to fill a hole")),
      caught_up_from_ring(metrics.counter("chatelier_hub_caught_up_total",
                                          "Frames sent to sockets that were behind", {{"from", "ring"}})),
      caught_up_from_log(metrics.counter("chatelier_hub_caught_up_total",
                                         "Frames sent to sockets that were behind", {{"from", "log"}})),
      resyncs(metrics.counter("chatelier_hub_resyncs_total", "Sockets told to read a room again")),
      rooms_heard(
          metrics.gauge("chatelier_hub_rooms", "Rooms in which hubs have somebody, summed over shards")) {}

Hub::Hub(boost::asio::io_context& shard, HubSettings settings, EventHistory& history, RoomAccess& access,
         RoomInterest& interest, Logger logger, Metrics& metrics)
    : state_(
          std::make_unique<State>(shard, settings, history, access, interest, std::move(logger), metrics)) {}

Hub::~Hub() = default;

void Hub::attach(std::shared_ptr<Connection> connection) {
  connection->hearing().hub = this;
  state_->by_user[connection->identity().user].insert(connection.get());
  Connection* key = connection.get();
  state_->connections.emplace(key, std::move(connection));
}

void Hub::greet(Connection& connection, const Greeting& greeting) {
  Connection::Hearing& hearing = connection.hearing();
  for (const Greeting::Room& room : greeting.rooms)
    hearing.greeted.emplace(room.id, room.last_seq);
  const auto early = std::exchange(hearing.early, std::nullopt);
  for (const Signal& signal : *early) {
    // Of what `ready` names, it is newer, or the log will say what came after it.
    const auto named = hearing.greeted.find(signal.room);
    const bool known = named != hearing.greeted.end() && signal.seq <= named->second;
    if (signal.kind == Signal::Kind::frame || !known) state_->pass_on(connection, signal);
  }
}

void Hub::detach(Connection& connection) {
  const std::shared_ptr<Connection> kept = state_->find(&connection);
  if (kept == nullptr) return;
  Connection::Hearing& hearing = connection.hearing();
  while (!hearing.rooms.empty())
    state_->stop_hearing(connection, std::string(hearing.rooms.begin()->first));
  while (!hearing.on_screen.empty())
    state_->leave_screen(connection, std::string(*hearing.on_screen.begin()));
  const auto person = state_->by_user.find(connection.identity().user);
  person->second.erase(&connection);
  if (person->second.empty()) state_->by_user.erase(person);
  state_->connections.erase(&connection);
}

void Hub::resume(Connection& connection, const std::vector<std::pair<std::string, std::int64_t>>& held) {
  Connection::Hearing& hearing = connection.hearing();
  const auto greeted = std::exchange(hearing.greeted, {});
  const auto holds = [&held](const std::string& room) {
    return std::find_if(held.begin(), held.end(), [&room](const auto& entry) { return entry.first == room; });
  };
  if (!std::exchange(hearing.resumed, true)) {
    for (const auto& [room, last_seq] : greeted)
      if (holds(room) == held.end()) state_->hear(connection, room, {last_seq, last_seq, last_seq, true});
  }
  for (const auto& [room, seq] : held) {
    const auto head = greeted.find(room);
    const auto heard = state_->rooms.find(room);
    // Whoever has read a page since `ready` may rightly hold more than it said.
    if (head != greeted.end() && seq <= head->second)
      state_->hear_from(connection, room, {seq, head->second, head->second, true});
    else if (const auto mine = hearing.rooms.find(room); mine != hearing.rooms.end()) {
      // What is jumped over may have ended the hearing.
      if (seq > mine->second.sent) state_->doubt(mine->second, room);
      state_->hear_from(connection, room, {seq, heard->second.wanted, 0, true});
    } else {
      const auto [claim, is_new] = hearing.claims.try_emplace(room);
      claim->second.from = seq;
      if (is_new)
        boost::asio::co_spawn(state_->shard, state_->hear_if_readable(state_->find(&connection), room),
                              boost::asio::detached);
    }
  }
}

void Hub::show(Connection& connection, const std::string& room) {
  auto& on_screen = connection.hearing().on_screen;
  if (!on_screen.contains(room) && on_screen.size() >= most_on_screen)
    state_->leave_screen(connection, std::string(*on_screen.begin()));
  on_screen.insert(room);
  state_->screens[room].insert(&connection);
}

void Hub::hide(Connection& connection, const std::string& room) { state_->leave_screen(connection, room); }

void Hub::deliver(const EventPtr& event) { state_->deliver(event); }

void Hub::deliver_signal(const Signal& signal) {
  state_->each_socket(signal.user, [&](Connection& connection) {
    auto& early = connection.hearing().early;
    if (signal.kind == Signal::Kind::session_ended || !early)
      state_->pass_on(connection, signal);
    else
      early->push_back(signal);
  });
}

void Hub::deliver_to_screens(const std::string& room, const std::string& except_user, const FramePtr& frame) {
  const auto found = state_->screens.find(room);
  if (found == state_->screens.end()) return;
  for (Connection* connection : found->second) {
    // Who may no longer read a room hears it no longer, whatever they still show.
    const auto heard = connection->hearing().rooms.find(room);
    const bool hears = heard != connection->hearing().rooms.end() && !heard->second.unchecked;
    if (hears && connection->identity().user != except_user)
      connection->sink().push(frame, FrameSink::Delivery::droppable);
  }
}

void Hub::deliver_to_room(const std::string& room, const FramePtr& frame) {
  const auto found = state_->rooms.find(room);
  if (found == state_->rooms.end()) return;
  for (const auto& [connection, subscription] : found->second.listeners)
    connection->sink().push(frame, FrameSink::Delivery::durable);
}

void Hub::head(const std::string& room, std::int64_t seq) {
  const auto found = state_->rooms.find(room);
  if (found != state_->rooms.end()) state_->want(room, found->second, seq);
}

bool Hub::lacks(const std::string& user, const std::string& room) const {
  bool lacking = false;
  state_->each_socket(user, [&](Connection& connection) {
    const Connection::Hearing& hearing = connection.hearing();
    const bool expected = hearing.resumed ? hearing.rooms.contains(room) : hearing.greeted.contains(room);
    lacking = lacking || (connection.sink().open() && !expected);
  });
  return lacking;
}

std::vector<std::shared_ptr<Connection>> Hub::connections() const {
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [key, connection] : state_->connections)
    all.push_back(connection);
  return all;
}

void Hub::State::pass_on(Connection& connection, const Signal& signal) {
  switch (signal.kind) {
    case Signal::Kind::session_ended:
      if (signal.session.empty() || signal.session == connection.identity().session)
        connection.sink().close(CloseCode::session_ended, "session ended; sign in again");
      return;
    case Signal::Kind::room_added:
      connection.sink().push(signal.frame, FrameSink::Delivery::durable);
      admit(connection, signal);
      return;
    case Signal::Kind::room_removed:
    case Signal::Kind::frame: connection.sink().push(signal.frame, FrameSink::Delivery::durable); return;
  }
}

void Hub::State::admit(Connection& connection, const Signal& added) {
  Connection::Hearing& hearing = connection.hearing();
  std::int64_t held = 0;  // what is still to be heard of the room begins behind it
  if (!hearing.resumed) {
    // Where `ready` has named the room, it is heard from there on.
    held = hearing.greeted.try_emplace(added.room, added.seq).first->second;
  } else if (const auto claim = hearing.claims.find(added.room); claim != hearing.claims.end()) {
    claim->second.added = added.seq;  // heard from the claim on, once that has been looked into
    return;
  } else if (const auto heard = hearing.rooms.find(added.room); heard != hearing.rooms.end()) {
    held = heard->second.sent;
  } else {
    return hear(connection, added.room, {added.seq, added.seq, added.seq, false});
  }
  // Their going is still to be met, and ends the hearing; then they are heard again.
  if (held < added.seq)
    hearing.readmitted.insert_or_assign(added.room, Connection::Readmission{added.seq, added.frame});
}

void Hub::State::hear(Connection& connection, const std::string& id, const Beginning& beginning) {
  const auto [found, first] = rooms.try_emplace(id);
  Room& room = found->second;
  if (first) {
    // Whatever was committed since `head` was read is a hole, and the comparison of heads that `wanted`
    // causes shows it.
    room.cursor = room.wanted = beginning.head;
    rooms_heard.Increment();
    interest.wanted(id);
  }
  Connection::Subscription& subscription = connection.hearing().rooms[found->first];
  room.listeners.insert_or_assign(&connection, &subscription);
  subscription.sent = beginning.from;
  subscription.readable_at = std::max(subscription.readable_at, beginning.readable_at);
  subscription.caught_up = 0;
  subscription.report = subscription.report || beginning.report;
  want(id, room, beginning.head);
  bring_level(connection, id);
}

std::vector<Connection*> Hub::State::Room::everybody() const {
  std::vector<Connection*> all;
  for (const auto& [connection, subscription] : listeners)
    all.push_back(connection);
  return all;
}

void Hub::State::stop_hearing(Connection& connection, const std::string& id) {
  connection.hearing().rooms.erase(id);
  const auto found = rooms.find(id);
  if (found == rooms.end()) return;
  found->second.listeners.erase(&connection);
  if (!found->second.listeners.empty()) return;
  rooms.erase(found);
  rooms_heard.Decrement();
  interest.unwanted(id);
}

void Hub::State::end_hearing(Connection& connection, const std::string& room) {
  stop_hearing(connection, room);
  leave_screen(connection, room);
}

void Hub::State::end_hearing_at(Connection& connection, const std::string& room, std::int64_t seq) {
  end_hearing(connection, room);
  const auto again = connection.hearing().readmitted.extract(room);
  if (again.empty() || again.mapped().seq <= seq) return;
  connection.sink().push(again.mapped().news, FrameSink::Delivery::durable);
  const std::int64_t since = again.mapped().seq;
  hear(connection, room, {since, since, since, false});
}

void Hub::State::leave_screen(Connection& connection, const std::string& room) {
  connection.hearing().on_screen.erase(room);
  const auto found = screens.find(room);
  if (found == screens.end()) return;
  found->second.erase(&connection);
  if (found->second.empty()) screens.erase(found);
}

void Hub::State::each_socket(const std::string& user, const std::function<void(Connection&)>& visit) {
  const auto person = by_user.find(user);
  if (person == by_user.end()) return;
  for (Connection* connection : person->second)
    visit(*connection);
}

std::shared_ptr<Connection> Hub::State::find(Connection* connection) const {
  const auto found = connections.find(connection);
  return found == connections.end() ? nullptr : found->second;
}

}  // namespace chatelier
