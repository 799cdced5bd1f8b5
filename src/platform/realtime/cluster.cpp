#include "cluster_message.hpp"
#include "head_comparison.hpp"

#include <chatelier/cluster.hpp>
#include <chatelier/ids.hpp>
#include <chatelier/packed_events.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <unordered_map>
#include <utility>

namespace chatelier {
namespace {

ClusterMessage message_of(const Signal& signal) {
  using Kind = ClusterMessage::Kind;
  constexpr Kind kinds[] = {Kind::frame, Kind::room_added, Kind::room_removed, Kind::session_ended};
  return ClusterMessage{{},
                        kinds[static_cast<std::size_t>(signal.kind)],
                        signal.room,
                        signal.user,
                        signal.session,
                        signal.seq,
                        signal.frame ? std::string(signal.frame->payload()) : std::string()};
}

std::optional<Signal::Kind> signal_kind(ClusterMessage::Kind kind) {
  switch (kind) {
    case ClusterMessage::Kind::frame: return Signal::Kind::frame;
    case ClusterMessage::Kind::room_added: return Signal::Kind::room_added;
    case ClusterMessage::Kind::room_removed: return Signal::Kind::room_removed;
    case ClusterMessage::Kind::session_ended: return Signal::Kind::session_ended;
    default: return std::nullopt;
  }
}

}  // namespace

struct Cluster::State {
  struct Place {
    boost::asio::io_context& shard;
    Hub& hub;
  };

  State(boost::asio::io_context& io, ClusterSettings s, Redis& r, RoomTail& t, LogReader& reader, Logger l,
        Metrics& metrics)
      : backbone(io),
        settings(s),
        redis(r),
        tail(t),
        logger(l),
        published(metrics.counter("chatelier_cluster_published_total", "Messages published to other nodes")),
        received(metrics.counter("chatelier_cluster_received_total", "Messages received from other nodes")),
        heads(
            io, reader,
            [this] {
              std::vector<std::string> rooms;
              for (const auto& [room, hubs] : interest)
                rooms.push_back(room);
              return rooms;
            },
            [this] {
              return redis.connected() ? settings.compare_every : settings.compare_every_without_redis;
            },
            [this](const std::string& room, std::int64_t seq) {
              on_shards([room, seq](Hub& hub) { hub.head(room, seq); });
            },
            l, metrics) {}

  template <class Visit>
  void on_shards(Visit visit) {
    for (const Place& place : places) {
      Hub* hub = &place.hub;
      boost::asio::post(place.shard, [hub, visit] { visit(*hub); });
    }
  }

  // ---- on the backbone
  [[nodiscard]] std::string channel_of(std::string_view room) const {
    return room_prefix + std::string(room);
  }

  void publish(std::string channel, ClusterMessage message) {
    message.node = node;
    published.Increment();
    redis.send({"PUBLISH", std::move(channel), encode(message)});
  }

  // ---- on any thread
  void publish_to_everybody(ClusterMessage message) {
    boost::asio::post(
        backbone, [this, message = std::move(message)]() mutable { publish(everybody, std::move(message)); });
  }

  void publish_to_room(ClusterMessage message) {
    boost::asio::post(backbone, [this, message = std::move(message)]() mutable {
      std::string channel = channel_of(message.room);
      publish(std::move(channel), std::move(message));
    });
  }

  void on_message(std::string_view text);
  void share(const std::vector<EventPtr>& events);

  boost::asio::io_context& backbone;
  const ClusterSettings settings;
  Redis& redis;
  RoomTail& tail;
  Logger logger;
  const std::string node = new_id();
  std::atomic<std::uint64_t> breaks{0};
  std::vector<Place> places;
  std::function<void(const std::string& user)> sessions_ended;
  // Backbone only, and so is what follows: channels, empty before `open`.
  std::string everybody;  // signals, which any node may have the socket for
  std::string room_prefix;
  std::unordered_map<std::string, std::size_t> interest;  // room → how many hubs hear it
  prometheus::Counter& published;
  prometheus::Counter& received;
  HeadComparison heads;
};

Cluster::Cluster(boost::asio::io_context& backbone, ClusterSettings settings, Redis& redis, RoomTail& tail,
                 LogReader& reader, Logger logger, Metrics& metrics)
    : state_(std::make_unique<State>(backbone, settings, redis, tail, reader, std::move(logger), metrics)) {}

Cluster::~Cluster() = default;

void Cluster::add(boost::asio::io_context& shard, Hub& hub) {
  state_->places.push_back(State::Place{shard, hub});
}

void Cluster::on_sessions_ended(std::function<void(const std::string& user)> told) {
  state_->sessions_ended = std::move(told);
}

void Cluster::start() {
  state_->redis.on_message([this](std::string_view, std::string_view text) { state_->on_message(text); });
  state_->redis.on_subscribed([this](std::string_view channel) {
    // From here on the channel speaks; what was said before is in the log.
    const std::string& room_prefix = state_->room_prefix;
    if (channel.starts_with(room_prefix)) state_->heads.soon(std::string(channel.substr(room_prefix.size())));
  });
  // What this node said last, or was told, may be lost; the others know nothing of that.
  state_->redis.on_connected([this] {
    ++state_->breaks;
    if (state_->everybody.empty()) return;  // it has said nothing yet
    state_->publish(state_->everybody, {{}, ClusterMessage::Kind::unheard, {}, {}, {}, 0, {}});
  });
  state_->heads.start();
}

void Cluster::open(const std::string& installation) {
  boost::asio::post(state_->backbone, [this, prefix = "chatelier:" + installation] {
    state_->everybody = prefix + ":nodes";
    state_->room_prefix = prefix + ":room:";
    state_->tail.open(prefix);
    state_->redis.subscribe(state_->everybody);
  });
}

void Cluster::stop() { state_->heads.stop(); }

BusLine Cluster::line() const { return {state_->redis.connected(), state_->breaks}; }

void Cluster::signal(Signal signal) {
  state_->publish_to_everybody(message_of(signal));
  state_->on_shards([signal = std::move(signal)](Hub& hub) { hub.deliver_signal(signal); });
}

void Cluster::to_screens(std::string_view room, std::string_view except_user, FramePtr frame) {
  const std::string id(room);
  const std::string except(except_user);
  state_->publish_to_room(
      ClusterMessage{{}, ClusterMessage::Kind::screens, id, except, {}, 0, std::string(frame->payload())});
  state_->on_shards([id, except, frame](Hub& hub) { hub.deliver_to_screens(id, except, frame); });
}

void Cluster::to_room(std::string_view room, FramePtr frame) {
  const std::string id(room);
  state_->publish_to_room(
      ClusterMessage{{}, ClusterMessage::Kind::room, id, {}, {}, 0, std::string(frame->payload())});
  state_->on_shards([id, frame](Hub& hub) { hub.deliver_to_room(id, frame); });
}

void Cluster::committed(const std::vector<EventPtr>& events) {
  const auto shared = std::make_shared<const std::vector<EventPtr>>(events);
  state_->on_shards([shared](Hub& hub) {
    for (const EventPtr& event : *shared)
      hub.deliver(event);
  });
  boost::asio::post(state_->backbone, [this, shared] { state_->share(*shared); });
}

void Cluster::wanted(std::string_view room) {
  boost::asio::post(state_->backbone, [this, id = std::string(room)] {
    if (++state_->interest[id] == 1) state_->redis.subscribe(state_->channel_of(id));
    // Without Redis, or where the channel already speaks, no confirmation will cause the comparison.
    state_->heads.soon(id);
  });
}

void Cluster::unwanted(std::string_view room) {
  boost::asio::post(state_->backbone, [this, id = std::string(room)] {
    const auto found = state_->interest.find(id);
    if (found == state_->interest.end() || --found->second > 0) return;
    state_->interest.erase(found);
    state_->redis.unsubscribe(state_->channel_of(id));
  });
}

// A batch has events of many rooms, in log order within each; those of one room travel together.
void Cluster::State::share(const std::vector<EventPtr>& events) {
  std::unordered_map<std::string_view, std::vector<EventPtr>> by_room;
  for (const EventPtr& event : events)
    by_room[event->room].push_back(event);
  for (const auto& [id, its_events] : by_room) {
    const std::string room(id);
    const std::int64_t last_seq = its_events.back()->seq;
    std::string packed = pack_events(its_events);
    publish(channel_of(room), {{}, ClusterMessage::Kind::events, room, {}, {}, last_seq, packed});
    if (its_events.back()->ends == RoomEvent::everybody)
      tail.forget(room);  // nobody may read it any more
    else
      tail.append(room, last_seq, std::move(packed));
  }
}

void Cluster::State::on_message(std::string_view text) {
  if (text.starts_with(node)) return;  // said by this one
  const auto message = decode(text);
  if (!message) {
    logger.warning("cluster.message_unreadable", {{"bytes", text.size()}});
    return;
  }
  received.Increment();
  if (message->kind == ClusterMessage::Kind::events) {
    const auto events = std::make_shared<const std::vector<EventPtr>>(
        unpack_events(message->room, message->seq, message->payload));
    return on_shards([events](Hub& hub) {
      for (const EventPtr& event : *events)
        hub.deliver(event);
    });
  }
  if (message->kind == ClusterMessage::Kind::unheard) {
    ++breaks;
    return;
  }
  const FramePtr frame = text_frame(message->payload);
  if (const auto kind = signal_kind(message->kind)) {
    if (*kind == Signal::Kind::session_ended && sessions_ended) sessions_ended(message->user);
    const Signal signal{*kind, message->user, message->session, message->room, message->seq, frame};
    on_shards([signal](Hub& hub) { hub.deliver_signal(signal); });
  } else if (message->kind == ClusterMessage::Kind::screens) {
    on_shards([message, frame](Hub& hub) { hub.deliver_to_screens(message->room, message->user, frame); });
  } else {
    on_shards([message, frame](Hub& hub) { hub.deliver_to_room(message->room, frame); });
  }
}

}  // namespace chatelier
