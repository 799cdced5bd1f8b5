// Postgres for features: named prepared queries on a bounded pool of connections, one per worker thread.
#pragma once

#include <chatelier/logger.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/task.hpp>
#include <chatelier/workers.hpp>

#include <pqxx/pqxx>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace chatelier {

/// SQL with a name; the name is the prepared statement's and the metric's label. Both must be literals: the
/// address of the name is what tells a connection whether it has prepared the query.
struct Query {
  const char* name;
  const char* sql;
};

/// Postgres cannot be reached, has no room or no time now, or the connection broke: nothing of a transaction
/// that had not sent COMMIT is stored. Router and dispatcher answer `server/unavailable`.
struct DatabaseUnavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The connection broke while COMMIT was under way: the transaction may be stored or not.
struct CommitUnknown : DatabaseUnavailable {
  using DatabaseUnavailable::DatabaseUnavailable;
};

/// The operator's URL with what it does not say for itself: when to give up on a server that does not answer.
[[nodiscard]] std::string connection_string(std::string url);

/// The server works and says: not now. Too slow, too full, locked, going down, or two transactions in each
/// other's way. Nothing of the transaction is stored.
[[nodiscard]] bool is_passing(std::string_view sqlstate);

/// One connection with the statements that it has prepared. Lives on one thread at a time.
class DbConnection {
 public:
  /// Throws DatabaseUnavailable. `options` are GUCs set for the session, such as {"enable_seqscan", "off"}.
  DbConnection(const std::string& url, const std::vector<std::pair<std::string, std::string>>& options,
               Metrics& metrics);
  ~DbConnection();

  /// The histogram of the query's times in seconds.
  prometheus::Histogram& prepare(const Query& query);
  [[nodiscard]] pqxx::connection& raw() { return *connection_; }
  /// The descriptor of the connection, for a watchdog that must shut it down.
  [[nodiscard]] int socket() const;
  /// Whether the server still holds the other end, as far as can be known without asking it.
  [[nodiscard]] bool alive();
  /// Between the two, the connection waits for the server; after too long the pool's watch cuts it.
  void wait_begins() { waiting_since_ = std::chrono::steady_clock::now().time_since_epoch(); }
  void wait_ends() { waiting_since_ = std::chrono::steady_clock::duration::zero(); }
  /// For how long it has been waiting; zero when it is not. Any thread.
  [[nodiscard]] std::chrono::steady_clock::duration waiting() const;
  /// Makes whoever waits for the server hear that the connection is broken. Any thread.
  void cut();
  [[nodiscard]] bool was_cut() const { return cut_; }

 private:
  std::unique_ptr<pqxx::connection> connection_;
  Metrics& metrics_;
  int duplicate_ = -1;  // of the descriptor: its number cannot be reused for another file while we hold it
  std::atomic<std::chrono::steady_clock::duration> waiting_since_{};
  std::atomic<bool> cut_{false};
  std::unordered_map<const char*, prometheus::Histogram*> prepared_;
};

/// What a job may ask of its connection; see Database for what kind of transaction it is.
class Transaction {
 public:
  Transaction(DbConnection& connection, pqxx::transaction_base& base)
      : connection_(connection), base_(base) {}

  /// Arguments are bound as parameters, never pasted into SQL; arrays as `text_array` writes them.
  template <class... Args>
  pqxx::result exec(const Query& query, const Args&... args) {
    prometheus::Histogram& seconds = connection_.prepare(query);
    const auto begun = std::chrono::steady_clock::now();
    connection_.wait_begins();  // and goes on through the rollback when the statement fails
    pqxx::result rows = base_.exec_prepared(query.name, args...);
    connection_.wait_ends();
    seconds.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    return rows;
  }

 private:
  DbConnection& connection_;
  pqxx::transaction_base& base_;
};

/// A Postgres array literal, quoted and escaped, to be bound to a `$n::uuid[]`, `$n::text[]` or
/// `$n::bigint[]`.
[[nodiscard]] std::string text_array(const std::vector<std::string>& values);
[[nodiscard]] std::string text_array(const std::vector<std::int64_t>& values);

struct DatabaseSettings {
  std::string url;
  std::size_t connections = 4;
  std::size_t queue_limit = 1'000;
  std::chrono::milliseconds statement_timeout{3'000};
};

/// The pool. A broken connection is opened again by the next job that needs it. While Postgres is away, jobs
/// fail at once, but for one that tries again after a pause that grows to a second. A Postgres that stands
/// still is away once it has left a statement unanswered for a second more than it may take.
class Database {
 public:
  Database(DatabaseSettings settings, Logger logger, Metrics& metrics);
  ~Database();

  /// The schema stands. Before it every job fails with DatabaseUnavailable. Any thread.
  void open();

  /// Runs `fn(Transaction&)` in one READ COMMITTED transaction and commits; an exception rolls back. Never
  /// retried. Throws CommitUnknown when the connection breaks at COMMIT. A statement that fails ends the
  /// transaction: `fn` may catch that and return, but nothing is stored then.
  template <class Fn>
  Task<std::invoke_result_t<Fn, Transaction&>> write(Fn fn);

  /// For reading, and refused anything else by the server: every statement is a transaction of its own, which
  /// spares two round trips. Retried once on a fresh connection when the old one turns out to be broken (not
  /// when the server left it without an answer), so `fn` may run twice.
  template <class Fn>
  Task<std::invoke_result_t<Fn, Transaction&>> read(Fn fn);

  /// READ ONLY, REPEATABLE READ: several statements see one state of the database. Retried like `read`.
  template <class Fn>
  Task<std::invoke_result_t<Fn, Transaction&>> snapshot(Fn fn);

  /// A round trip, for readiness; also before `open`.
  Task<bool> ping();

 private:
  enum class Mode : std::uint8_t { write, read, snapshot, ping };
  void note_wait(std::chrono::duration<double> waited);
  /// Runs on a worker, after it has `waited` for one: finds a connection, opens the transaction, calls
  /// `body`, commits.
  void in_transaction(Mode mode, std::chrono::steady_clock::duration waited,
                      const std::function<void(Transaction&)>& body);

  template <class Fn>
  Task<std::invoke_result_t<Fn, Transaction&>> run(Mode mode, Fn fn);

  struct State;
  std::unique_ptr<State> state_;
  Workers& workers();
};

template <class Fn>
Task<std::invoke_result_t<Fn, Transaction&>> Database::run(Mode mode, Fn fn) {
  using Value = std::invoke_result_t<Fn, Transaction&>;
  auto job = [this, mode, fn = std::move(fn), queued = std::chrono::steady_clock::now()]() mutable {
    const auto waited = std::chrono::steady_clock::now() - queued;
    note_wait(waited);
    std::optional<Value> value;
    in_transaction(mode, waited, [&](Transaction& tx) { value.emplace(fn(tx)); });
    return std::move(*value);
  };
  co_return co_await offload(workers(), std::move(job));
}

template <class Fn>
Task<std::invoke_result_t<Fn, Transaction&>> Database::write(Fn fn) {
  return run(Mode::write, std::move(fn));
}
template <class Fn>
Task<std::invoke_result_t<Fn, Transaction&>> Database::read(Fn fn) {
  return run(Mode::read, std::move(fn));
}
template <class Fn>
Task<std::invoke_result_t<Fn, Transaction&>> Database::snapshot(Fn fn) {
  return run(Mode::snapshot, std::move(fn));
}

}  // namespace chatelier
