// The inside of a hub: rooms with their rings and listeners, sockets by person. One shard's thread only.
#pragma once

#include "shared_reads.hpp"

#include <chatelier/hub.hpp>

#include <deque>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace chatelier {

struct Hub::State {
  /// A room in which this shard has somebody.
  struct Room {
    std::int64_t cursor = 0;    // the last seq that was delivered
    std::int64_t wanted = 0;    // the highest seq known to exist
    bool filling = false;       // a coroutine fetches what lies between the two
    bool checking = false;      // a coroutine asks who may still read the room
    std::deque<EventPtr> ring;  // the last events up to the cursor, without a hole
    std::unordered_map<Connection*, Connection::Subscription*> listeners;  // each with its place in the room

    /// A copy, for visits that may end somebody's hearing.
    [[nodiscard]] std::vector<Connection*> everybody() const;
  };

  State(boost::asio::io_context& io, HubSettings s, EventHistory& history, RoomAccess& a, RoomInterest& i,
        Logger l, Metrics& metrics);

  // hub.cpp: who hears what
  /// Where a hearing begins.
  struct Beginning {
    std::int64_t from = 0;         // the socket holds the room up to there
    std::int64_t head = 0;         // known to be committed, not below `from`
    std::int64_t readable_at = 0;  // see Connection::Subscription; 0 where it is not known
    bool report = false;
  };
  void hear(Connection& connection, const std::string& room, const Beginning& beginning);
  void pass_on(Connection& connection, const Signal& signal);
  /// The person is in the room again, or for the first time: it is heard, at once or when their going is met.
  void admit(Connection& connection, const Signal& added);
  void stop_hearing(Connection& connection, const std::string& room);
  /// Because the log or a changed membership says so: also what is ephemeral ends.
  void end_hearing(Connection& connection, const std::string& room);
  /// Because of the event with this seq. Who was added again before that had come, hears on from there.
  void end_hearing_at(Connection& connection, const std::string& room, std::int64_t seq);
  void leave_screen(Connection& connection, const std::string& room);
  void each_socket(const std::string& user, const std::function<void(Connection&)>& visit);
  /// Null when the socket has gone meanwhile.
  std::shared_ptr<Connection> find(Connection* connection) const;

  // delivery.cpp: events in order
  void deliver(const EventPtr& event);
  void advance(Room& room, const EventPtr& event);
  void send(Connection& connection, Connection::Subscription& subscription, const EventPtr& event);
  /// Afterwards no reference to the room or its subscriptions may be used when `true`: the hearing has ended.
  bool ended_by(Connection& connection, const EventPtr& event);
  /// The event ended the person's reading, and it is known that they have come back since.
  static bool is_over(const Connection& connection, const Connection::Subscription& subscription,
                      const RoomEvent& event);
  void want(const std::string& id, Room& room, std::int64_t seq);
  Task<void> fill(std::string room);
  void forget_erased(const std::string& room);

  // recheck.cpp: a room has turned private
  /// The socket hears nothing more of the room until it is known that it may.
  void doubt(Connection::Subscription& subscription, const std::string& room);
  Task<void> recheck(std::string room);
  static std::vector<std::string> doubted(const Room& room);

  // catch_up.cpp: sockets that are behind
  Task<void> pause_before_next_try();
  /// The hearing ends, and the socket is told so; who came in again after that was asked reads the room anew.
  /// `room` must not be a part of what ends.
  void dismiss(Connection& connection, const std::string& room);
  /// Enough waits for the socket: what is durable comes later, from ring, tail or log.
  static bool crowded(Connection& connection);
  void bring_level(Connection& connection, const std::string& id);
  /// True when nothing is missing; says so if that is owed.
  bool settle(Connection& connection, Connection::Subscription& subscription, const std::string& id,
              const Room& room);
  Task<void> catch_up(std::shared_ptr<Connection> connection, std::string room);
  bool send_from_ring(Connection& connection, Connection::Subscription& subscription, const Room& room);
  Task<bool> send_page(std::shared_ptr<Connection> connection, const std::string& room);
  void resync(Connection& connection, const std::string& room, std::int64_t last_seq);
  void hear_from(Connection& connection, const std::string& room, const Beginning& beginning);
  void hear_anew(Connection& connection, const std::string& room, std::int64_t head,
                 std::int64_t readable_at);
  Task<void> hear_if_readable(std::shared_ptr<Connection> connection, std::string room);

  boost::asio::io_context& shard;
  const HubSettings settings;
  RoomAccess& access;
  RoomInterest& interest;
  Logger logger;
  SharedReads reads;

  std::uint64_t doubts = 0;  // how often it was called in question whether somebody may read a room
  std::unordered_map<std::string, Room> rooms;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections;
  std::unordered_map<std::string, std::unordered_set<Connection*>> by_user;
  std::unordered_map<std::string, std::unordered_set<Connection*>> screens;

  prometheus::Counter& delivered;
  prometheus::Counter& filled;
  prometheus::Counter& caught_up_from_ring;
  prometheus::Counter& caught_up_from_log;
  prometheus::Counter& resyncs;
  prometheus::Gauge& rooms_heard;
};

}  // namespace chatelier
