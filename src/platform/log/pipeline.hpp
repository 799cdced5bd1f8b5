// The writer's connection to Postgres, in libpq's pipeline mode: the statements of a round are sent without
// waiting for each other's answers, so that a batch costs three round trips and not one for every statement.
// Arrays go over in binary, which spares both sides the writing and reading of numbers and uuids as text.
// libpqxx 6 knows neither. One thread; blocking.
#pragma once

#include <chatelier/db.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct pg_conn;
struct pg_result;

namespace chatelier::log {

/// Postgres refused a statement; the connection stands, its transaction does not.
struct StatementFailed : std::runtime_error {
  StatementFailed(const std::string& what, std::string state)
      : std::runtime_error(what), sqlstate(std::move(state)) {}
  std::string sqlstate;
};

/// Whether what was sent has happened cannot be told from here.
struct ConnectionLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The arguments of one statement: arrays in the binary format of Postgres (array_recv in
/// src/backend/utils/adt/arrayfuncs.c, uuid_recv, int8recv, timestamptz_recv).
class Arguments {
 public:
  Arguments& integers(std::span<const std::int64_t> values);  // bigint[]
  Arguments& uuids(std::span<const std::string> values);      // uuid[]; throws std::invalid_argument
  Arguments& texts(std::span<const std::string> values);      // text[]
  Arguments& times(std::span<const std::int64_t> values);     // timestamptz[], microseconds since 1970

  [[nodiscard]] const std::vector<std::string>& encoded() const { return encoded_; }

 private:
  std::vector<std::string> encoded_;
};

/// What a statement selected, as text.
class Rows {
 public:
  explicit Rows(pg_result* result);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::string_view at(std::size_t row, int column) const;
  [[nodiscard]] std::int64_t integer(std::size_t row, int column) const;

 private:
  friend class Pipeline;
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

class Pipeline {
 public:
  /// `meanwhile` is called ten times a second for as long as nothing comes from Postgres, also while the
  /// connection is made. Throws DatabaseUnavailable.
  Pipeline(const std::string& url, Metrics& metrics, std::function<void()> meanwhile);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// A round of its own: GUCs for the session.
  void set(std::span<const std::pair<std::string, std::string>> options,
           const std::function<void()>& before_each);
  /// A round of its own, if one of them was never prepared here: within a transaction a failure would take
  /// the statement with it.
  void prepare(std::span<const Query> queries, const std::function<void()>& before_each);
  /// Adds a prepared statement to the round, or one without arguments as it is.
  void send(const Query& query, const Arguments& arguments);
  void send(const char* sql);
  /// Sends the round and gives what each of its statements selected, in their order. `before_each` is called
  /// before every wait. Throws StatementFailed for the first that failed; those behind it were not run.
  std::vector<Rows> finish(const std::function<void()>& before_each);

  /// Ends the transaction with nothing stored. False: nobody knows in which state the connection is.
  [[nodiscard]] bool roll_back();

  /// For a watchdog that must shut it down.
  [[nodiscard]] int socket() const;
  [[nodiscard]] bool stands() const;

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  void connect();
  [[nodiscard]] std::chrono::seconds connect_timeout() const;
  void require(int sent);
  void flush();
  Rows next_result();
  /// What is ready of it; 0 when nothing was for a tenth of a second.
  short poll(short events);
  void wait_for(short events);

  std::unique_ptr<pg_conn, Close> connection_;
  Metrics& metrics_;
  const std::function<void()> meanwhile_;
  std::unordered_map<const char*, prometheus::Histogram*> prepared_;
  std::vector<prometheus::Histogram*> round_;  // of each statement that was sent; null: not measured
};

}  // namespace chatelier::log
