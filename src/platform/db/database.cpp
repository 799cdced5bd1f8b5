// The pool: as many connections as worker threads, opened when needed, replaced when broken.
#include "stall_watch.hpp"

#include <chatelier/db.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace chatelier {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds first_pause{50};
constexpr std::chrono::milliseconds longest_pause{1'000};
// Whoever has waited longer for a worker does not also wait to learn whether Postgres is back.
constexpr std::chrono::milliseconds longest_wait_before_connecting{500};

template <class Kind>
void within(DbConnection& connection, const char* first, const std::function<void(Transaction&)>& body) {
  connection.wait_begins();
  Kind transaction(connection.raw());
  if (first != nullptr) transaction.exec(first);
  connection.wait_ends();
  Transaction tx(connection, transaction);
  try {
    body(tx);
  } catch (...) {
    connection.wait_begins();  // the transaction's end is its rollback
    throw;
  }
  connection.wait_begins();
  transaction.commit();
}

bool refuses_for_now(const pqxx::failure& error) {
  if (dynamic_cast<const pqxx::transaction_rollback*>(&error) != nullptr) return true;
  const auto* sql = dynamic_cast<const pqxx::sql_error*>(&error);
  return sql != nullptr && is_passing(sql->sqlstate());
}

}  // namespace

struct Database::State {
  State(DatabaseSettings s, Logger l, Metrics& m)
      : settings(std::move(s)),
        logger(std::move(l)),
        metrics(m),
        wait_seconds(m.histogram("chatelier_db_pool_wait_seconds", "Time that a job waited for a worker",
                                 Metrics::durations)),
        queued(m.gauge("chatelier_db_pool_queued", "Jobs that wait for a worker")),
        open_connections(m.gauge("chatelier_db_connections", "Connections of the pool to Postgres")),
        watch(settings.statement_timeout + std::chrono::seconds(1)),
        workers("db", settings.connections, settings.queue_limit) {}

  /// An idle connection, or a new one. `fresh`: a new one in any case.
  std::unique_ptr<DbConnection> take(bool fresh, Steady::duration waited);
  std::unique_ptr<DbConnection> take_idle();
  std::unique_ptr<DbConnection> connect();
  void give_back(std::unique_ptr<DbConnection> connection);
  void drop(std::unique_ptr<DbConnection> connection);
  void went_away(const char* why);  // with the mutex held

  const DatabaseSettings settings;
  Logger logger;
  Metrics& metrics;
  prometheus::Histogram& wait_seconds;
  prometheus::Gauge& queued;
  prometheus::Gauge& open_connections;
  std::atomic<bool> open{false};

  std::mutex mutex;  // for what follows
  std::vector<std::unique_ptr<DbConnection>> idle;
  Steady::time_point next_attempt{};
  std::chrono::milliseconds pause = first_pause;
  bool away = false;
  unsigned connecting = 0;

  StallWatch watch;  // ends before the idle connections that it looks at
  Workers workers;   // last: its threads use everything above
};

Database::Database(DatabaseSettings settings, Logger logger, Metrics& metrics)
    : state_(std::make_unique<State>(std::move(settings), std::move(logger), metrics)) {}

Database::~Database() = default;

void Database::open() { state_->open = true; }

Workers& Database::workers() { return state_->workers; }

void Database::note_wait(std::chrono::duration<double> waited) {
  state_->wait_seconds.Observe(waited.count());
  state_->queued.Set(static_cast<double>(state_->workers.queued()));
}

Task<bool> Database::ping() {
  static constexpr Query one{"db.ping", "select 1"};
  auto ask = [](Transaction& tx) { return !tx.exec(one).empty(); };
  co_return co_await run(Mode::ping, std::move(ask));
}

void Database::in_transaction(Mode mode, std::chrono::steady_clock::duration waited,
                              const std::function<void(Transaction&)>& body) {
  if (!state_->open && mode != Mode::ping) throw DatabaseUnavailable("the schema does not stand yet");
  for (const bool second_try : {false, true}) {
    std::unique_ptr<DbConnection> connection = state_->take(second_try, waited);
    try {
      if (mode == Mode::write)
        within<pqxx::work>(*connection, "set transaction read write", body);
      else if (mode == Mode::snapshot)
        within<pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>>(*connection, nullptr, body);
      else
        within<pqxx::nontransaction>(*connection, nullptr, body);
      state_->give_back(std::move(connection));
      return;
    } catch (const pqxx::in_doubt_error& error) {
      state_->drop(std::move(connection));
      throw CommitUnknown(error.what());
    } catch (const pqxx::failure& error) {
      // A backend that was ended says so with an SQL error before the connection breaks.
      const bool broken =
          !connection->raw().is_open() || dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr;
      if (!broken) {
        state_->give_back(std::move(connection));
        if (refuses_for_now(error)) throw DatabaseUnavailable(error.what());
        throw;
      }
      const bool unanswered = connection->was_cut();
      state_->drop(std::move(connection));
      if (unanswered) {
        const std::scoped_lock lock(state_->mutex);
        state_->went_away("it left a statement unanswered");
      }
      // A connection that died in the pool says so only now; what only reads can simply be asked again. Not
      // when it took seconds to find out: the next would take as long.
      if (mode == Mode::write || second_try || unanswered) throw DatabaseUnavailable(error.what());
    } catch (...) {
      state_->give_back(std::move(connection));
      throw;
    }
  }
}

std::unique_ptr<DbConnection> Database::State::take(bool fresh, Steady::duration waited) {
  // One that died in the pool is found out before it costs a transaction.
  while (!fresh) {
    auto connection = take_idle();
    if (connection == nullptr) break;
    if (connection->alive()) return connection;
    drop(std::move(connection));
  }
  {
    const std::scoped_lock lock(mutex);
    // Fail fast while Postgres is away: a request that waits for a connection that cannot come helps nobody.
    const bool tries = connecting == 0 && waited < longest_wait_before_connecting;
    if (Steady::now() < next_attempt || (away && !tries))
      throw DatabaseUnavailable("Postgres was away a moment ago");
    ++connecting;
  }
  return connect();
}

std::unique_ptr<DbConnection> Database::State::take_idle() {
  const std::scoped_lock lock(mutex);
  if (idle.empty()) return nullptr;
  auto connection = std::move(idle.back());
  idle.pop_back();
  return connection;
}

std::unique_ptr<DbConnection> Database::State::connect() {
  try {
    // Read-only unless a transaction says otherwise: `read` may run twice.
    const std::vector<std::pair<std::string, std::string>> options{
        {"statement_timeout", std::to_string(settings.statement_timeout.count())},
        {"default_transaction_read_only", "on"}};
    auto connection = std::make_unique<DbConnection>(settings.url, options, metrics);
    watch.add(*connection);
    open_connections.Increment();
    const std::scoped_lock lock(mutex);
    --connecting;
    pause = first_pause;
    if (std::exchange(away, false)) logger.info("db.connected");
    return connection;
  } catch (const DatabaseUnavailable& error) {
    const std::scoped_lock lock(mutex);
    --connecting;
    next_attempt = Steady::now() + pause;
    pause = std::min(pause * 2, longest_pause);
    went_away(error.what());
    throw;
  }
}

void Database::State::went_away(const char* why) {
  if (!std::exchange(away, true)) logger.warning("db.away", {{"why", why}});
}

void Database::State::give_back(std::unique_ptr<DbConnection> connection) {
  connection->wait_ends();
  if (!connection->raw().is_open()) return drop(std::move(connection));
  const std::scoped_lock lock(mutex);
  idle.push_back(std::move(connection));
}

void Database::State::drop(std::unique_ptr<DbConnection> connection) {
  watch.remove(*connection);
  connection.reset();
  open_connections.Decrement();
}

}  // namespace chatelier
