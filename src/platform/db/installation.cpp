#include <chatelier/db.hpp>
#include <chatelier/ids.hpp>
#include <chatelier/installation.hpp>

namespace chatelier {
namespace {

// The database's own number, because a copy has the same row.
constexpr const char* find_secret =
    "select i.secret || ' ' || d.oid from installation i, pg_database d where d.datname = current_database()";
constexpr std::size_t name_digits = 16;

std::string query_secret(const std::string& database_url) {
  Metrics unread;
  try {
    DbConnection connection(database_url, {}, unread);
    pqxx::read_transaction transaction(connection.raw());
    return transaction.exec1(find_secret)[0].as<std::string>();
  } catch (const pqxx::failure& error) {
    throw DatabaseUnavailable(error.what());
  }
}

}  // namespace

Installation read_installation(const std::string& database_url) {
  Installation installation{query_secret(database_url), {}};
  installation.name = sha256_hex("name " + installation.secret).substr(0, name_digits);
  return installation;
}

}  // namespace chatelier
