// One WebSocket as the hub and the handlers see it. Lives on its shard's thread only.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/frame.hpp>
#include <chatelier/ports.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace chatelier {

class Hub;

/// Where frames go: implemented by net's outbox, and by a recording twin in the hub's tests.
class FrameSink {
 public:
  enum class Delivery : std::uint8_t {
    durable,
    droppable
  };  // droppable: left out while the sink is half full
  virtual ~FrameSink() = default;

  /// Queues the frame for the shard's next flush. Beyond the bound the sink closes itself as a slow consumer.
  virtual void push(FramePtr frame, Delivery delivery) = 0;
  /// Queues a close frame; nothing follows it. The reason says whether and when to come back.
  virtual void close(CloseCode code, std::string_view reason) = 0;
  /// Bytes that wait for the socket, and the bound.
  [[nodiscard]] virtual std::size_t pending() const = 0;
  [[nodiscard]] virtual std::size_t bound() const = 0;
  /// Called once, on the shard, when `pending` has fallen below half the bound; catching up goes on from
  /// there.
  virtual void when_below_half(std::function<void()> callback) = 0;
  /// False from the moment a close was queued or the socket broke.
  [[nodiscard]] virtual bool open() const = 0;
};

/// What the hub keeps per socket: who it is, which rooms it hears and how far, what it has on screen.
class Connection {
 public:
  Connection(FrameSink& sink, IdentityPtr identity) : sink_(sink), identity_(std::move(identity)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] FrameSink& sink() { return sink_; }
  [[nodiscard]] const Identity& identity() const { return *identity_; }
  [[nodiscard]] const IdentityPtr& identity_ptr() const { return identity_; }

  /// One room that this socket hears.
  struct Subscription {
    std::int64_t sent = 0;  // the last seq that was queued for this socket
    std::int64_t readable_at =
        0;                      // as of this seq the person may read the room; what ended that before is over
    std::size_t caught_up = 0;  // bytes of the current catching up
    bool catching_up = false;   // a coroutine brings it level with the hub
    bool report = false;        // `resumed` is owed when it is level
    bool unchecked = false;     // nothing more until it is known that the room may still be read
    std::uint64_t doubted = 0;  // the hub's number of doubts when that was last called in question
  };
  /// News of a room that the person is in again, which came before the end of the former hearing.
  struct Readmission {
    std::int64_t seq = 0;
    FramePtr news;
  };
  /// What the socket says that it holds of a room which `ready` did not name, until that is looked into.
  struct Claim {
    std::int64_t from = 0;
    std::int64_t added = 0;  // the room's head when the person came into it meanwhile; 0: nobody came
  };
  /// The hub's notes about this socket; nobody else touches them.
  struct Hearing {
    Hub* hub = nullptr;  // of this shard, from `attach` on
    // Keyed by the hub's own strings, which stand for as long as somebody hears the room.
    std::unordered_map<std::string_view, Subscription> rooms;
    std::unordered_map<std::string, Readmission> readmitted;
    std::unordered_map<std::string, Claim> claims;
    std::unordered_set<std::string> on_screen;
    std::optional<std::vector<Signal>> early{std::in_place};  // what came before `ready`, until then
    std::unordered_map<std::string, std::int64_t> greeted;    // `ready`'s heads, until the first `resume`
    bool resumed = false;
  };
  [[nodiscard]] Hearing& hearing() { return hearing_; }

  /// For as long as it stands, the socket is owed the answer to a command.
  class Answering {
   public:
    explicit Answering(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {
      ++connection_->commands_under_way_;
    }
    Answering(Answering&&) noexcept = default;
    Answering& operator=(Answering&&) = delete;
    Answering(const Answering&) = delete;
    Answering& operator=(const Answering&) = delete;
    ~Answering() {
      if (connection_) connection_->answered();
    }
    [[nodiscard]] Connection& connection() const { return *connection_; }

   private:
    std::shared_ptr<Connection> connection_;
  };

  /// Takes no more commands, and closes the socket when those under way have been answered: what was stored
  /// has been acknowledged.
  void farewell(CloseCode code, std::string reason) {
    farewell_ = std::make_unique<Farewell>(Farewell{code, std::move(reason)});
    say_farewell_if_answered();
  }
  [[nodiscard]] bool takes_commands() const { return !farewell_; }

  /// The dispatcher's notes about lines that it writes when it refuses this socket's frames.
  struct RefusalLines {
    SteadyTime quiet_at{};     // when all that was written has been forgotten
    std::uint32_t unsaid = 0;  // since the last line
  };
  /// What this person may not do, and what is wrong in itself: a flood of the one does not hide the other.
  [[nodiscard]] RefusalLines& denials() { return denials_; }
  [[nodiscard]] RefusalLines& mistakes() { return mistakes_; }

 private:
  struct Farewell {
    CloseCode code;
    std::string reason;
  };

  void answered() {
    --commands_under_way_;
    say_farewell_if_answered();
  }
  void say_farewell_if_answered() {
    if (farewell_ && commands_under_way_ == 0) sink_.close(farewell_->code, farewell_->reason);
  }

  FrameSink& sink_;
  IdentityPtr identity_;
  std::size_t commands_under_way_ = 0;
  std::unique_ptr<Farewell> farewell_;
  Hearing hearing_;
  RefusalLines denials_;
  RefusalLines mistakes_;
};

}  // namespace chatelier
