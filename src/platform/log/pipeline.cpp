#include "pipeline.hpp"

#include <poll.h>
#include <postgresql/libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace chatelier::log {
namespace {

using Steady = std::chrono::steady_clock;

// Object ids of the built-in types (src/include/catalog/pg_type.dat); they never change.
enum Type : std::uint32_t { int8 = 20, text = 25, timestamptz = 1184, uuid = 2950 };

constexpr int turn_ms = 100;  // of waiting for Postgres

constexpr std::int64_t micros_from_1970_to_2000 = 946'684'800'000'000;

template <class Integer>
void append(std::string& out, Integer value) {
  for (int shift = 8 * static_cast<int>(sizeof value) - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
}

// One dimension, no nulls, the type of the elements, their number, the first index.
std::string array_header(Type type, std::size_t size, std::size_t bytes_each) {
  std::string out;
  out.reserve(20 + size * (4 + bytes_each));
  append<std::int32_t>(out, size == 0 ? 0 : 1);
  append<std::int32_t>(out, 0);
  append<std::uint32_t>(out, type);
  if (size == 0) return out;
  append<std::int32_t>(out, static_cast<std::int32_t>(size));
  append<std::int32_t>(out, 1);
  return out;
}

std::string integer_array(Type type, std::span<const std::int64_t> values, std::int64_t offset) {
  std::string out = array_header(type, values.size(), sizeof(std::int64_t));
  for (const std::int64_t value : values) {
    append<std::int32_t>(out, sizeof value);
    append(out, value - offset);
  }
  return out;
}

unsigned nibble(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
  throw std::invalid_argument("not a uuid");
}

void append_uuid(std::string& out, std::string_view written) {
  std::size_t digits = 0;
  unsigned high = 0;
  for (const char digit : written) {
    if (digit == '-') continue;
    const unsigned value = nibble(digit);
    if (digits++ % 2 == 0)
      high = value;
    else
      out += static_cast<char>(high << 4 | value);
  }
  if (digits != 32) throw std::invalid_argument("not a uuid");
}

}  // namespace

Arguments& Arguments::integers(std::span<const std::int64_t> values) {
  encoded_.push_back(integer_array(Type::int8, values, 0));
  return *this;
}

Arguments& Arguments::times(std::span<const std::int64_t> values) {
  encoded_.push_back(integer_array(Type::timestamptz, values, micros_from_1970_to_2000));
  return *this;
}

Arguments& Arguments::uuids(std::span<const std::string> values) {
  std::string out = array_header(Type::uuid, values.size(), 16);
  for (const std::string& value : values) {
    append<std::int32_t>(out, 16);
    append_uuid(out, value);
  }
  encoded_.push_back(std::move(out));
  return *this;
}

Arguments& Arguments::texts(std::span<const std::string> values) {
  std::size_t bytes = 0;
  for (const std::string& value : values)
    bytes += value.size();
  std::string out = array_header(Type::text, values.size(), values.empty() ? 0 : bytes / values.size() + 1);
  for (const std::string& value : values) {
    append(out, static_cast<std::int32_t>(value.size()));
    out += value;
  }
  encoded_.push_back(std::move(out));
  return *this;
}

void Rows::Clear::operator()(pg_result* result) const { PQclear(result); }

Rows::Rows(pg_result* result) : result_(result) {}

std::size_t Rows::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

std::string_view Rows::at(std::size_t row, int column) const {
  const int index = static_cast<int>(row);
  return {PQgetvalue(result_.get(), index, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), index, column))};
}

std::int64_t Rows::integer(std::size_t row, int column) const {
  const std::string_view digits = at(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

void Pipeline::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

Pipeline::Pipeline(const std::string& url, Metrics& metrics, std::function<void()> meanwhile)
    : connection_(PQconnectStart(connection_string(url).c_str())),
      metrics_(metrics),
      meanwhile_(std::move(meanwhile)) {
  connect();
  PQsetErrorVerbosity(connection_.get(), PQERRORS_TERSE);  // the details repeat rows: what people write
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  PQsetnonblocking(connection_.get(), 1);
  PQenterPipelineMode(connection_.get());
}

Pipeline::~Pipeline() = default;

// PQconnectdb would do this without a word to those who wait.
void Pipeline::connect() {
  const auto deadline = Steady::now() + connect_timeout();
  PostgresPollingStatusType wanted =
      PQstatus(connection_.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (wanted != PGRES_POLLING_OK) {
    if (wanted == PGRES_POLLING_FAILED) throw DatabaseUnavailable(PQerrorMessage(connection_.get()));
    if (Steady::now() >= deadline) throw DatabaseUnavailable("the server did not answer in time");
    if (poll(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT) != 0)
      wanted = PQconnectPoll(connection_.get());
  }
}

// What the URL or our defaults say.
std::chrono::seconds Pipeline::connect_timeout() const {
  int seconds = 0;
  PQconninfoOption* const options = PQconninfo(connection_.get());
  for (const PQconninfoOption* it = options; it != nullptr && it->keyword != nullptr; ++it) {
    if (std::string_view(it->keyword) != "connect_timeout" || it->val == nullptr) continue;
    const std::string_view digits = it->val;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  }
  PQconninfoFree(options);
  return std::chrono::seconds(std::max(seconds, 1));
}

int Pipeline::socket() const { return PQsocket(connection_.get()); }
bool Pipeline::stands() const { return PQstatus(connection_.get()) == CONNECTION_OK; }

void Pipeline::require(int sent) {
  if (sent != 1) throw ConnectionLost(PQerrorMessage(connection_.get()));
}

void Pipeline::set(std::span<const std::pair<std::string, std::string>> options,
                   const std::function<void()>& before_each) {
  for (const auto& [name, value] : options)
    send(std::string("set ").append(name).append(" = '").append(value).append("'").c_str());
  finish(before_each);
}

void Pipeline::prepare(std::span<const Query> queries, const std::function<void()>& before_each) {
  std::vector<Query> fresh;
  for (const Query& query : queries) {
    if (prepared_.contains(query.name)) continue;
    require(PQsendPrepare(connection_.get(), query.name, query.sql, 0, nullptr));
    round_.push_back(nullptr);
    fresh.push_back(query);
  }
  if (fresh.empty()) return;
  finish(before_each);
  for (const Query& query : fresh)
    prepared_.emplace(query.name, &metrics_.histogram("chatelier_db_query_seconds", "Time of named queries",
                                                      Metrics::durations, {{"query", query.name}}));
}

void Pipeline::send(const Query& query, const Arguments& arguments) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& argument : arguments.encoded()) {
    values.push_back(argument.data());
    lengths.push_back(static_cast<int>(argument.size()));
  }
  const std::vector<int> binary(values.size(), 1);
  require(PQsendQueryPrepared(connection_.get(), query.name, static_cast<int>(values.size()), values.data(),
                              lengths.data(), binary.data(), 0));
  round_.push_back(prepared_.at(query.name));
}

void Pipeline::send(const char* sql) {
  require(PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0));
  round_.push_back(nullptr);
}

short Pipeline::poll(short events) {
  pollfd waiting{socket(), events, 0};
  if (::poll(&waiting, 1, turn_ms) == 0) meanwhile_();
  return waiting.revents;
}

void Pipeline::wait_for(short events) {
  short ready = 0;
  while (ready == 0)
    ready = poll(events);
  if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0) require(PQconsumeInput(connection_.get()));
}

// Reads while it writes: a server whose answers nobody takes stops taking statements.
void Pipeline::flush() {
  int unsent = 0;
  while ((unsent = PQflush(connection_.get())) == 1)
    wait_for(POLLIN | POLLOUT);
  if (unsent < 0) throw ConnectionLost(PQerrorMessage(connection_.get()));
}

Rows Pipeline::next_result() {
  while (PQisBusy(connection_.get()) == 1)
    wait_for(POLLIN);
  return Rows(PQgetResult(connection_.get()));
}

std::vector<Rows> Pipeline::finish(const std::function<void()>& before_each) {
  const std::vector<prometheus::Histogram*> sent = std::exchange(round_, {});
  before_each();
  require(PQpipelineSync(connection_.get()));
  flush();
  std::vector<Rows> answers;
  std::optional<StatementFailed> failure;
  for (prometheus::Histogram* seconds : sent) {
    before_each();
    const auto begun = Steady::now();
    Rows rows = next_result();
    const pg_result* result = rows.result_.get();
    // Without a result, or with a fatal one, the connection has ended and nothing more will come.
    if (result == nullptr) throw ConnectionLost(PQerrorMessage(connection_.get()));
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_FATAL_ERROR && !failure) {
      const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      if (state == nullptr || !stands()) throw ConnectionLost(PQresultErrorMessage(result));
      failure.emplace(PQresultErrorMessage(result), state);
    }
    if (seconds != nullptr) seconds->Observe(std::chrono::duration<double>(Steady::now() - begun).count());
    answers.push_back(std::move(rows));
    next_result();  // null: the end of this statement's results
  }
  const Rows sync = next_result();
  if (sync.result_ == nullptr || PQresultStatus(sync.result_.get()) != PGRES_PIPELINE_SYNC)
    throw ConnectionLost(PQerrorMessage(connection_.get()));
  if (failure) throw StatementFailed(*failure);
  return answers;
}

bool Pipeline::roll_back() {
  try {
    // What was added to a round that was never finished is in libpq's hands already, and has to be answered
    // first.
    if (!round_.empty()) finish([] {});
    send("rollback");
    finish([] {});
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace chatelier::log
