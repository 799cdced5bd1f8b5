#include <chatelier/db.hpp>
#include <chatelier/ids.hpp>
#include <chatelier/migrations.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>

namespace chatelier {
namespace {

struct Migration {
  unsigned number = 0;
  std::string name;  // `0001_auth_users.sql`
  std::string sql;
  std::string checksum;
};

struct Applied {
  std::string name;
  std::string checksum;
};

// Any number that nobody else in this database uses for an advisory lock.
constexpr const char* take_turns = "select pg_advisory_xact_lock(7236110012)";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw MigrationRefused("cannot read the migration " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Migration> read_directory(const std::string& directory) {
  std::vector<Migration> migrations;
  std::error_code unreadable;
  for (std::filesystem::directory_iterator it(directory, unreadable), end; !unreadable && it != end;
       it.increment(unreadable)) {
    if (it->path().extension() != ".sql") continue;
    Migration migration;
    migration.name = it->path().filename().string();
    const char* begin = migration.name.data();
    const auto parsed = std::from_chars(begin, begin + migration.name.size(), migration.number);
    if (parsed.ec != std::errc() || parsed.ptr != begin + 4 || *parsed.ptr != '_')
      throw MigrationRefused(migration.name + " is not named NNNN_feature_what.sql");
    migration.sql = read_file(it->path());
    migration.checksum = sha256_hex(migration.sql);
    migrations.push_back(std::move(migration));
  }
  if (unreadable)
    throw MigrationRefused("cannot read the migrations in " + directory + ": " + unreadable.message());
  if (migrations.empty()) throw MigrationRefused("there are no migrations in " + directory);
  std::sort(migrations.begin(), migrations.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  for (unsigned expected = 1; const Migration& migration : migrations)
    if (migration.number != expected++)
      throw MigrationRefused("the migrations have no number " + std::to_string(expected - 1) +
                             ", or have it twice, before " + migration.name);
  return migrations;
}

// "No such table" is asked for, not concluded from an error: any other error must not look like a fresh
// database.
std::map<unsigned, Applied> read_applied(pqxx::work& work) {
  std::map<unsigned, Applied> applied;
  if (work.exec("select to_regclass('schema_migrations')")[0][0].is_null()) {
    work.exec(
        "create table schema_migrations (number integer primary key, name text not null, checksum text not "
        "null,"
        " applied_at timestamptz not null default now())");
    return applied;
  }
  for (const auto& row : work.exec("select number, name, checksum from schema_migrations"))
    applied.emplace(row[0].as<unsigned>(), Applied{row[1].c_str(), row[2].c_str()});
  return applied;
}

void check_history(const std::vector<Migration>& migrations, const std::map<unsigned, Applied>& applied) {
  for (const auto& [number, ran] : applied) {
    if (number > migrations.size())
      throw MigrationRefused("the database is newer than this server: it has run " + ran.name +
                             "; start a server at least as new");
    const Migration& file = migrations[number - 1];
    if (file.checksum != ran.checksum)
      throw MigrationRefused(
          file.name + " was changed after it ran as " + ran.name +
          "; put it back as it was, and write what you want to change into a new migration");
  }
}

/// Runs the next missing migration in a transaction of its own; false when none is missing.
bool run_next(pqxx::connection& connection, const std::vector<Migration>& migrations, const Logger& logger) {
  pqxx::work work(connection);
  work.exec(take_turns);
  const auto applied = read_applied(work);
  check_history(migrations, applied);
  const auto next = std::find_if(migrations.begin(), migrations.end(),
                                 [&applied](const Migration& it) { return !applied.contains(it.number); });
  if (next == migrations.end()) {
    work.commit();
    return false;
  }
  const auto begun = std::chrono::steady_clock::now();
  try {
    work.exec(next->sql);
  } catch (const pqxx::sql_error& error) {
    if (!connection.is_open()) throw;
    throw MigrationRefused(next->name + " failed: " + error.what());
  }
  work.exec_params("insert into schema_migrations (number, name, checksum) values ($1, $2, $3)", next->number,
                   next->name, next->checksum);
  work.commit();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
  logger.info("migration.applied", {{"name", next->name}, {"ms", took.count()}});
  return true;
}

}  // namespace

void migrate(const std::string& database_url, const std::string& directory, const Logger& logger) {
  const std::vector<Migration> migrations = read_directory(directory);
  Metrics unread;
  try {
    DbConnection connection(database_url, {}, unread);
    while (run_next(connection.raw(), migrations, logger)) {
    }
  } catch (const pqxx::failure& error) {
    throw DatabaseUnavailable(error.what());
  }
}

}  // namespace chatelier
