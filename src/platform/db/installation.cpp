#include <chatelier/installation.hpp>

namespace chatelier {
namespace {

// The database's own number, because a copy has the same row.
constexpr Query find_secret{"db.installation_secret",
                            "select i.secret || ' ' || d.oid from installation i, pg_database d"
                            " where d.datname = current_database()"};

}  // namespace

Task<std::string> installation_secret(Database& database) {
  auto find = [](Transaction& tx) { return tx.exec(find_secret).at(0)[0].as<std::string>(); };
  co_return co_await database.read(std::move(find));
}

}  // namespace chatelier
