// One connection to Postgres, as all of ours are set up.
#include <chatelier/db.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string_view>

namespace chatelier {
namespace {

// What an operator's URL does not say for itself: give up on a server that does not answer, notice one that
// has gone.
constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"connect_timeout", "3"},  {"application_name", "chatelier"}, {"tcp_user_timeout", "5000"},
    {"keepalives_idle", "10"}, {"keepalives_interval", "3"},      {"keepalives_count", "3"},
};

}  // namespace

std::string connection_string(std::string url) {
  const bool is_uri = url.find("://") != std::string::npos;
  for (const auto& [name, value] : defaults) {
    if (url.find(std::string(name) + "=") != std::string::npos) continue;
    if (is_uri)
      url.append(url.find('?') == std::string::npos ? "?" : "&");
    else
      url.append(" ");
    url.append(name).append("=").append(value);
  }
  return url;
}

bool is_passing(std::string_view sqlstate) {
  return sqlstate == "55P03" || sqlstate.starts_with("40") || sqlstate.starts_with("53") ||
         sqlstate.starts_with("57");
}

DbConnection::DbConnection(const std::string& url,
                           const std::vector<std::pair<std::string, std::string>>& options, Metrics& metrics)
    : metrics_(metrics) {
  try {
    connection_ = std::make_unique<pqxx::connection>(connection_string(url));
    // A connection that libpqxx quietly made again would have lost a transaction without saying so.
    // (deprecated because libpqxx 7 no longer does it at all)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection_->inhibit_reactivation(true);
#pragma GCC diagnostic pop
    // Errors without their details, which repeat rows: passwords' hashes and what people write are not for
    // logs.
    connection_->set_verbosity(pqxx::connection_base::terse);
    pqxx::nontransaction session(*connection_);
    for (const auto& [name, value] : options)
      session.exec("set " + name + " = " + session.quote(value));
    duplicate_ = ::fcntl(connection_->sock(), F_DUPFD_CLOEXEC, 0);
  } catch (const pqxx::failure& error) {
    throw DatabaseUnavailable(error.what());
  }
}

DbConnection::~DbConnection() {
  if (duplicate_ >= 0) ::close(duplicate_);
}

prometheus::Histogram& DbConnection::prepare(const Query& query) {
  prometheus::Histogram*& seconds = prepared_[query.name];
  if (seconds == nullptr) {
    connection_->prepare(query.name, query.sql);
    seconds = &metrics_.histogram("chatelier_db_query_seconds", "Time of named queries", Metrics::durations,
                                  {{"query", query.name}});
  }
  return *seconds;
}

int DbConnection::socket() const { return connection_->sock(); }

// A server that ends a backend says so and closes: both have then arrived without being asked for.
bool DbConnection::alive() {
  for (pollfd socket{connection_->sock(), POLLIN, 0}; connection_->is_open();) {
    if (::poll(&socket, 1, 0) == 0) return true;
    try {
      connection_->get_notifs();
    } catch (const pqxx::failure&) {
      return false;
    }
  }
  return false;
}

std::chrono::steady_clock::duration DbConnection::waiting() const {
  const auto since = waiting_since_.load();
  if (since == std::chrono::steady_clock::duration::zero()) return since;
  return std::chrono::steady_clock::now().time_since_epoch() - since;
}

void DbConnection::cut() {
  cut_ = true;
  ::shutdown(duplicate_, SHUT_RDWR);
}

}  // namespace chatelier
