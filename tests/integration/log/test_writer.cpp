// The writer against a real Postgres: committed once, numbered without gaps, acknowledged after COMMIT only.
#include "log_on_postgres.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

using namespace chatelier;
using chatelier::test::FreshDatabase;
using chatelier::test::LogOnPostgres;

namespace {

std::int64_t count(const LogOnPostgres& table, const std::string& sql) {
  return table.database().run(sql)[0][0].as<std::int64_t>();
}

// The backends of the log's connections, as the server sees them.
std::string backends_of(const LogOnPostgres& table) {
  const std::string url = table.database().url();
  const auto slash = url.rfind('/', url.find('?'));
  const std::string name = url.substr(slash + 1, url.find('?') - slash - 1);
  return " from pg_stat_activity where datname = '" + name + "' and pid <> pg_backend_pid()";
}

void fill_the_disk(const LogOnPostgres& table) {
  table.database().run(
      "create function no_space() returns trigger language plpgsql as"
      " $$begin raise exception 'could not extend file' using errcode = '53100'; end$$;"
      " create trigger full_disk before insert on notes execute function no_space()");
}

}  // namespace

TEST_CASE("many drafts become one gapless order per room, and their projections stand with them [P3]") {
  LogOnPostgres table;
  const std::string rooms[] = {new_id(), new_id(), new_id()};
  std::vector<std::future<Result<Receipt>>> answers;
  for (int i = 0; i < 300; ++i)
    answers.push_back(table.append(LogOnPostgres::draft(rooms[i % 3], "n" + std::to_string(i))));
  for (int i = 0; i < 300; ++i) {
    const auto receipt = answers[static_cast<std::size_t>(i)].get();
    REQUIRE(receipt.has_value());
    CHECK(receipt->seq == i / 3 + 1);  // in the order of the calls
  }
  CHECK(count(table, "select count(*) from notes join room_events using (room_id, seq)") == 300);
  CHECK(count(table, "select count(*) from room_events e where msg_no <> seq") == 0);
  CHECK(table.heard.events.size() == 300);
  CHECK(count(table, "select count(distinct xmin::text) from room_events") <
        100);  // they shared transactions
}

TEST_CASE("the same nonce gives the first answer again, in a batch, later and over two writers [P4]") {
  LogOnPostgres table;
  const auto other = table.another_writer();
  const std::string room = new_id(), nonce = new_id();
  std::vector<std::future<Result<Receipt>>> answers;
  for (int i = 0; i < 20; ++i)
    answers.push_back(table.append(i % 2 ? *other : table.log(), LogOnPostgres::draft(room, "same", nonce)));
  int firsts = 0;
  for (auto& answer : answers) {
    const auto receipt = answer.get();
    REQUIRE(receipt.has_value());
    CHECK(receipt->seq == 1);
    if (!receipt->duplicate) ++firsts;
  }
  CHECK(firsts == 1);
  const auto later = table.append(LogOnPostgres::draft(room, "other words", nonce)).get();
  REQUIRE(later.has_value());
  CHECK(later->duplicate);
  CHECK(count(table, "select count(*) from room_events") == 1);
}

TEST_CASE("two writers on one room keep one order without gaps or repeats [P3]") {
  LogOnPostgres table;
  const auto other = table.another_writer();
  const std::string room = new_id();
  std::vector<std::future<Result<Receipt>>> answers;
  for (int i = 0; i < 200; ++i)
    answers.push_back(
        table.append(i % 2 ? *other : table.log(), LogOnPostgres::draft(room, std::to_string(i))));
  for (auto& answer : answers)
    CHECK(answer.get().has_value());
  CHECK(count(table, "select count(*) from room_events") == 200);
  CHECK(count(table, "select max(seq) from room_events") == 200);
}

TEST_CASE("what may not enter is refused and the rest of its batch goes on") {
  LogOnPostgres table;
  const std::string room = new_id();
  Draft refused = LogOnPostgres::draft(room, "no");
  refused.body = R"({"text":"no","refuse":"yes"})";
  auto first = table.append(LogOnPostgres::draft(room, "a"));
  auto second = table.append(refused);
  auto third = table.append(LogOnPostgres::draft(room, "b"));
  CHECK(first.get()->seq == 1);
  const auto answer = second.get();
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == ErrorCode::room_forbidden);
  CHECK(third.get()->seq == 2);
}

TEST_CASE("what was stored before costs the new ones beside it nothing, and keeps its place [P4]") {
  LogOnPostgres table;
  const std::string room = new_id();
  const std::string nonce = new_id();
  const auto first = table.append(LogOnPostgres::draft(room, "once", nonce)).get();
  REQUIRE(first.has_value());
  std::vector<std::future<Result<Receipt>>> all;
  for (int round = 0; round < 3; ++round) {
    all.push_back(table.append(LogOnPostgres::draft(room, "new " + std::to_string(round))));
    all.push_back(table.append(LogOnPostgres::draft(room, "once", nonce)));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto receipt = all[i].get();
    REQUIRE(receipt.has_value());
    CHECK(receipt->duplicate == (i % 2 == 1));
    if (receipt->duplicate) CHECK(receipt->seq == first->seq);
  }
  CHECK(count(table, "select count(*) from room_events") == 4);
  CHECK(count(table, "select count(*) from notes") == 4);
}

TEST_CASE("what is sent again is answered with its place, also when it would be refused today [P4]") {
  LogOnPostgres table;
  const std::string room = new_id();
  const std::string nonce = new_id();
  const auto first = table.append(LogOnPostgres::draft(room, "once", nonce)).get();
  auto again = table.append(LogOnPostgres::draft(room, R"(once","refuse":"yes)", nonce));
  auto refused = table.append(LogOnPostgres::draft(room, R"(new","refuse":"yes)"));
  const auto receipt = again.get();
  REQUIRE(receipt.has_value());
  CHECK(receipt->duplicate);
  CHECK(receipt->seq == first->seq);
  CHECK(refused.get().error().code == ErrorCode::room_forbidden);
}

TEST_CASE("a draft that cannot be written down costs the others nothing") {
  LogOnPostgres table;
  const std::string room = new_id();
  auto before = table.append(LogOnPostgres::draft(room, "x"));
  auto broken = table.append(LogOnPostgres::draft(room, "y", "no uuid"));
  auto after = table.append(LogOnPostgres::draft(room, "z"));
  CHECK(before.get().has_value());
  CHECK(broken.get().error().code == ErrorCode::internal);
  CHECK(after.get().has_value());
  CHECK(count(table, "select count(*) from room_events") == 2);
}

TEST_CASE("a conflict that only the table sees costs the others nothing") {
  LogOnPostgres table;
  const std::string room = new_id();
  REQUIRE(table.append(LogOnPostgres::draft(room, "taken")).get().has_value());
  auto before = table.append(LogOnPostgres::draft(room, "x"));
  auto clash = table.append(LogOnPostgres::draft(room, "taken"));
  auto after = table.append(LogOnPostgres::draft(room, "y"));
  CHECK(before.get().has_value());
  CHECK(clash.get().error().code == ErrorCode::room_name_taken);
  CHECK(after.get().has_value());
  CHECK(count(table, "select count(*) from room_events") == 3);
}

TEST_CASE("a connection that breaks between transactions is replaced without anybody noticing [P10]") {
  LogOnPostgres table;
  const std::string room = new_id();
  REQUIRE(table.append(LogOnPostgres::draft(room, "a")).get().has_value());
  FreshDatabase::run_on(FreshDatabase::server_url(), "select pg_terminate_backend(pid)" + backends_of(table));
  const auto receipt = table.append(LogOnPostgres::draft(room, "b")).get();
  REQUIRE(receipt.has_value());
  CHECK(receipt->seq == 2);
}

TEST_CASE(
    "a database that stays away answers unavailable after the queue's patience, and nothing was stored "
    "[P10]") {
  LogSettings settings;
  settings.queue_patience = std::chrono::milliseconds(300);
  settings.statement_patience = std::chrono::milliseconds(500);
  LogOnPostgres table(settings);
  const std::string room = new_id();
  REQUIRE(table.append(LogOnPostgres::draft(room, "a")).get().has_value());

  // A lock on the table is a server that does not come back: only the watchdog ends the statement.
  pqxx::connection blocker(table.database().url());
  auto work = std::make_unique<pqxx::work>(blocker);
  work->exec("lock table room_events in access exclusive mode");
  const auto away = table.append(LogOnPostgres::draft(room, "b")).get();
  REQUIRE_FALSE(away.has_value());
  CHECK(away.error().code == ErrorCode::log_unavailable);

  work.reset();
  const auto back = table.append(LogOnPostgres::draft(room, "c")).get();
  REQUIRE(back.has_value());
  CHECK(back->seq == 2);
  CHECK(count(table, "select count(*) from notes where text = 'b'") == 0);
}

TEST_CASE(
    "a full disk answers unavailable, nothing was stored, and it goes on when there is room [P10] [P15]") {
  LogSettings settings;
  settings.queue_patience = std::chrono::milliseconds(300);
  LogOnPostgres table(settings);
  const std::string room = new_id();
  REQUIRE(table.append(LogOnPostgres::draft(room, "a")).get().has_value());

  fill_the_disk(table);
  const auto full = table.append(LogOnPostgres::draft(room, "b")).get();
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().code == ErrorCode::log_unavailable);

  table.database().run("drop trigger full_disk on notes");
  const auto back = table.append(LogOnPostgres::draft(room, "c")).get();
  REQUIRE(back.has_value());
  CHECK(back->seq == 2);
}

TEST_CASE(
    "who waits behind a statement that hangs is told after the queue's patience, not the statement's [P10]") {
  LogSettings settings;
  settings.queue_patience = std::chrono::milliseconds(300);
  settings.statement_patience = std::chrono::seconds(20);
  LogOnPostgres table(settings);
  const std::string room = new_id();
  REQUIRE(table.append(LogOnPostgres::draft(room, "a")).get().has_value());

  pqxx::connection blocker(table.database().url());
  auto work = std::make_unique<pqxx::work>(blocker);
  work->exec("lock table room_events in access exclusive mode");
  auto under_way = table.append(LogOnPostgres::draft(room, "b"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  auto behind = table.append(LogOnPostgres::draft(room, "c"));
  REQUIRE(behind.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
  const auto answer = behind.get();
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == ErrorCode::log_unavailable);

  work.reset();
  const auto stored = under_way.get();
  REQUIRE(stored.has_value());
  CHECK(stored->seq == 2);
}

TEST_CASE(
    "a server that takes connections and says nothing is given up, and who waits is told before [P10]") {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::acceptor silent(loop, {boost::asio::ip::address_v4::loopback(), 0});
  LogSettings settings;
  settings.queue_patience = std::chrono::milliseconds(300);
  settings.database_url = "postgresql://nobody@127.0.0.1:" + std::to_string(silent.local_endpoint().port()) +
                          "/none?connect_timeout=20";
  LogOnPostgres table;
  Log log(settings, table.heard, Logger(), table.metrics);
  log.open();
  auto waiting = table.append(log, LogOnPostgres::draft(new_id(), "a"));
  REQUIRE(waiting.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
  CHECK(waiting.get().error().code == ErrorCode::log_unavailable);
  silent.close();  // resets the connection, and the writer need not wait any longer
}

TEST_CASE("who waits for a room that another node holds is told as well while all else fails [P10] [P15]") {
  LogSettings settings;
  settings.writers = 1;
  settings.queue_patience = std::chrono::milliseconds(1'500);  // longer than the wait for such a room
  LogOnPostgres table(settings);
  const std::string held = new_id();
  const std::string full = new_id();
  pqxx::connection other_node(table.database().url());
  pqxx::nontransaction(other_node).exec("select pg_advisory_lock(hashtextextended('" + held + "', 0))");
  fill_the_disk(table);

  const auto begun = std::chrono::steady_clock::now();
  auto waiting = table.append(LogOnPostgres::draft(held, "a"));
  std::vector<std::future<Result<Receipt>>> others;
  while (waiting.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready &&
         std::chrono::steady_clock::now() - begun < std::chrono::seconds(8))
    others.push_back(table.append(LogOnPostgres::draft(full, std::to_string(others.size()))));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
  CHECK(waiting.get().error().code == ErrorCode::log_unavailable);
}

TEST_CASE("what was queued when the log drains is stored before it ends [P8]") {
  LogOnPostgres table;
  const std::string room = new_id();
  std::vector<std::future<Result<Receipt>>> answers;
  for (int i = 0; i < 50; ++i)
    answers.push_back(table.append(LogOnPostgres::draft(room, std::to_string(i))));
  answers.back().wait();
  table.log().drain();
  for (auto& answer : answers)
    CHECK(answer.get().has_value());
  const auto late = table.append(LogOnPostgres::draft(room, "late")).get();
  REQUIRE_FALSE(late.has_value());
  CHECK(late.error().code == ErrorCode::log_unavailable);
}
