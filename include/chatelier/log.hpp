// The room log: the one door through which anything durable enters a room, and the reader that gives it back.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/frame.hpp>
#include <chatelier/result.hpp>
#include <chatelier/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier {

/// One kind of durable event, registered by the feature that owns it. Its SQL is set-based and goes on where
/// `with batch as (…)` ends: `batch` has one row per event of this kind in the transaction,
/// (room_id uuid, actor_id uuid, target bigint, body jsonb); in `admit` also (n bigint, raw text), the number
/// of the event and its body before it is read, and a target of 0 is none; in `project` also (seq bigint,
/// msg_no bigint, at timestamptz, nonce uuid). `project` does not see the log's new rows in the table: they
/// are written by the same statement.
struct EventType {
  /// Who hears nothing of the room after such an event: nobody, `body.user`, whoever may no longer read the
  /// room when the body's `kind` is `private`, everybody.
  enum class Hearing : std::uint8_t { goes_on, ends_for_user, ends_for_strangers, ends_for_all };

  std::string_view name;    // `message.created`
  std::string_view wraps;   // see protocol::EventSpec
  Query admit;              // selects (n bigint, code text): what may not enter, and its error code
  Query project;            // writes this feature's projections
  bool is_message = false;  // raises msg_no
  bool changes_room =
      false;  // later events of its room wait for the next transaction, which then sees the change
  Hearing hearing = Hearing::goes_on;
  /// Names of unique constraints that `project` may run into, and what they mean.
  std::vector<std::pair<std::string_view, ErrorCode>> conflicts{};
};

/// An event on its way in.
struct Draft {
  const EventType* type = nullptr;
  std::string room;
  std::string actor;
  std::string nonce;
  std::optional<std::int64_t> target;
  std::string body;  // a JSON object without envelope
};

/// What the log says of a draft: it is committed as `seq`. `duplicate`: it already was, under the same nonce.
struct Receipt {
  std::int64_t seq = 0;
  std::string at;
  bool duplicate = false;
};

/// A committed event, encoded once for everybody. Immutable, any thread.
struct RoomEvent {
  std::string room;
  std::int64_t seq = 0;
  std::string type;
  std::string ends;           // the user who hears nothing after it, or one of the two words below, or empty
  FramePtr frame;             // its payload is the event's JSON
  bool changes_room = false;  // what is remembered of who may do what in the room is out of date

  static constexpr std::string_view everybody = "*";
  static constexpr std::string_view strangers = "?";  // who may no longer read the room; it must be looked up
  [[nodiscard]] bool ends_for(std::string_view user) const {
    return !ends.empty() && (ends == user || ends == everybody);
  }
  [[nodiscard]] bool ends_for_strangers() const { return ends == strangers; }
};
using EventPtr = std::shared_ptr<const RoomEvent>;

/// Called on a writer's thread after each commit, with the new events in log order; by several writers at
/// once, each with rooms of its own.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void committed(const std::vector<EventPtr>& events) = 0;
};

struct LogSettings {
  std::string database_url;
  std::size_t writers = 2;  // each with a connection, a queue and its share of the rooms
  std::size_t batch_events = 512;
  std::size_t batch_bytes = 1 << 20;
  std::size_t queue_bytes = 32 << 20;
  std::chrono::milliseconds queue_patience{2'000};  // queued longer: `log/unavailable`
  std::chrono::milliseconds statement_patience{
      3'000};  // a statement longer than this: the watchdog cuts the line
};

/// The group-commit writers: while one waits for the disk, another has Postgres work. `append` may be awaited
/// on any executor.
class Log {
 public:
  Log(const LogSettings& settings, EventSink& sink, const Logger& logger, Metrics& metrics);
  ~Log();  // drains, then joins

  /// The schema stands. Before it, what is appended waits, and after its patience is answered with
  /// `log/unavailable`.
  void open();

  /// Queued before the first suspension, so calls made in order are stored in order. Errors: whatever `admit`
  /// says; `log/unavailable` (never stored); `log/unknown` (may be stored: append the same nonce again).
  Task<Result<Receipt>> append(Draft draft);

  /// Takes nothing more, writes what is queued, joins the threads.
  void drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A page of the log and the room's head, from one snapshot.
struct LogPage {
  std::vector<EventPtr> events;
  std::int64_t last_seq = 0;
};

/// Where pages of the log come from: Postgres, or the tail in Redis before it.
class EventHistory {
 public:
  virtual ~EventHistory() = default;
  /// At most `limit` events of the room that follow `seq`, without a hole, and the room's head. Ends before
  /// `limit` when the events are more than `page_bytes`.
  virtual Task<LogPage> after(std::string room, std::int64_t seq, std::size_t limit) = 0;
  /// (room, last seq) of those rooms that have a log: always the truth.
  virtual Task<std::vector<std::pair<std::string, std::int64_t>>> heads(std::vector<std::string> rooms) = 0;

  static constexpr std::size_t page_bytes = 1 << 20;  // of the events' bodies
};

/// The truth: reads the log from Postgres. Any executor.
class LogReader final : public EventHistory {
 public:
  LogReader(Database& database, std::vector<const EventType*> types);
  ~LogReader() override;

  Task<LogPage> after(std::string room, std::int64_t seq, std::size_t limit) override;
  Task<std::vector<std::pair<std::string, std::int64_t>>> heads(std::vector<std::string> rooms) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
