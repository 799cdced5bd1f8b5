// Doubles of what surrounds a hub: a sink that records, a log in memory, a door that opens and closes. The
// hub is real.
#pragma once

#include <chatelier/hub.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace chatelier::test {

struct RecordingSink final : FrameSink {
  std::vector<std::string> frames;
  std::size_t waiting = 0;
  std::size_t limit = 1'000;
  std::function<void()> below_half;
  std::optional<CloseCode> closed;

  void push(FramePtr frame, Delivery) override { frames.emplace_back(frame->payload()); }
  void close(CloseCode code, std::string_view) override { closed = code; }
  std::size_t pending() const override { return waiting; }
  std::size_t bound() const override { return limit; }
  void when_below_half(std::function<void()> callback) override { below_half = std::move(callback); }
  bool open() const override { return !closed; }

  /// The seqs of the room's events in the order of their arrival.
  std::vector<std::int64_t> seqs(const std::string& room) const {
    std::vector<std::int64_t> out;
    for (const std::string& frame : frames) {
      const auto json = nlohmann::json::parse(frame);
      if (json.contains("seq") && json.value("room", "") == room)
        out.push_back(json["seq"].get<std::int64_t>());
    }
    return out;
  }
  std::vector<std::string> types() const {
    std::vector<std::string> out;
    for (const std::string& frame : frames)
      out.push_back(nlohmann::json::parse(frame)["type"].get<std::string>());
    return out;
  }
};

inline std::vector<std::int64_t> from_to(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(last - first + 1));
  std::iota(out.begin(), out.end(), first);
  return out;
}

inline EventPtr event(const std::string& room, std::int64_t seq, const std::string& ends = {},
                      std::size_t bytes = 0) {
  auto out = std::make_shared<RoomEvent>();
  out->room = room;
  out->seq = seq;
  out->type = ends.empty() ? "message.created" : "member.left";
  out->ends = ends;
  out->frame = text_frame(
      nlohmann::json{{"type", out->type}, {"room", room}, {"seq", seq}, {"text", std::string(bytes, 'x')}}
          .dump());
  return out;
}

/// The log of one room; like the real one it answers in a later turn of the loop.
struct MemoryHistory final : EventHistory {
  std::vector<EventPtr> events;
  std::size_t reads = 0;
  bool is_tail = false;  // what it has of the room ends with the page, as far as it says

  Task<LogPage> after(std::string, std::int64_t seq, std::size_t limit) override {
    ++reads;
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    LogPage page;
    page.last_seq = static_cast<std::int64_t>(events.size());
    for (const EventPtr& it : events)
      if (it->seq > seq && page.events.size() < limit) page.events.push_back(it);
    if (is_tail && !page.events.empty()) page.last_seq = page.events.back()->seq;
    co_return page;
  }
  Task<std::vector<std::pair<std::string, std::int64_t>>> heads(std::vector<std::string> rooms) override {
    ++reads;
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    std::vector<std::pair<std::string, std::int64_t>> all;
    for (std::string& room : rooms)
      all.emplace_back(std::move(room), static_cast<std::int64_t>(events.size()));
    co_return all;
  }
};

struct OpenDoors final : RoomAccess {
  std::set<std::string> shut_for;
  std::function<void()> on_question;
  Task<Result<StandingPtr>> standing(std::string_view user, std::string_view room) override {
    const bool shut = shut_for.contains(std::string(user));
    const std::string id(room);
    if (on_question) on_question();
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    if (shut) co_return fail(ErrorCode::room_not_found);
    co_return std::make_shared<const Standing>(
        Standing{.room = id, .name = "room", .is_public = true, .role = Role::member});
  }
  void changed(std::string_view) override {}
  Task<std::vector<std::string>> strangers(std::string, std::vector<std::string> users) override {
    std::erase_if(users, [this](const std::string& user) { return !shut_for.contains(user); });
    if (on_question) on_question();
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    co_return users;
  }
};

struct NotedInterest final : RoomInterest {
  std::set<std::string> rooms;
  void wanted(std::string_view room) override { rooms.emplace(room); }
  void unwanted(std::string_view room) override { rooms.erase(std::string(room)); }
};

/// A hub with one room `r` whose log holds `stored` events.
struct HubOnATable {
  explicit HubOnATable(std::int64_t stored = 0, HubSettings settings = {})
      : hub(shard, settings, history, doors, interest, Logger(), metrics) {
    for (std::int64_t seq = 1; seq <= stored; ++seq)
      history.events.push_back(event("r", seq));
  }

  std::shared_ptr<Connection> connect(RecordingSink& sink, const std::string& user, std::int64_t head) {
    return connect(sink, user, std::vector<Greeting::Room>{{"r", head}});
  }
  std::shared_ptr<Connection> connect(RecordingSink& sink, const std::string& user,
                                      const std::vector<Greeting::Room>& rooms) {
    auto connection = attach(sink, user);
    hub.greet(*connection, Greeting{"{}", rooms});
    return connection;
  }
  /// Not greeted yet.
  std::shared_ptr<Connection> attach(RecordingSink& sink, const std::string& user) {
    Identity identity;
    identity.user = user;
    identity.session = "session of " + user;
    auto connection = std::make_shared<Connection>(sink, std::make_shared<const Identity>(identity));
    hub.attach(connection);
    return connection;
  }
  /// Commits one more event and, unless it is lost on the way, delivers it.
  void commit(bool deliver = true, const std::string& ends = {}) {
    history.events.push_back(event("r", static_cast<std::int64_t>(history.events.size()) + 1, ends));
    if (deliver) hub.deliver(history.events.back());
  }
  void settle() {
    shard.restart();
    shard.poll();
  }

  boost::asio::io_context shard{1};
  MemoryHistory history;
  OpenDoors doors;
  NotedInterest interest;
  Metrics metrics;
  Hub hub;
};

}  // namespace chatelier::test
