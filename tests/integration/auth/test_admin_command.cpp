// `chatelier admin` as an operator runs it: the program itself, on an empty database, with nobody serving.
#include "accounts_on_postgres.hpp"

#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace chatelier;
using namespace chatelier::test;

namespace {

struct Said {
  int code = -1;
  std::string out;
  std::string err;
};

/// Runs it in a shell; `input` is what comes by its standard input.
class Terminal {
 public:
  Said admin(const std::string& arguments, const std::string& input = "") const {
    const auto folder = std::filesystem::temp_directory_path() / ("admin" + new_trace_id());
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "in") << input;
    const std::string files = " <" + (folder / "in").string() + " >" + (folder / "out").string() + " 2>" +
                              (folder / "err").string();
    const int status = std::system((settings() + program() + " admin " + arguments + files).c_str());
    Said said{WEXITSTATUS(status), read(folder / "out"), read(folder / "err")};
    std::filesystem::remove_all(folder);
    return said;
  }

  FreshDatabase database;
  std::string public_url = "https://chat.test";

 private:
  static std::string variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set; ./dev test sets it");
    return value;
  }
  static std::string program() { return variable("TEST_SERVER"); }
  std::string settings() const {
    return "CHATELIER_DATABASE_URL='" + database.url() + "' CHATELIER_REDIS_URL='" +
           variable("TEST_REDIS_URL") + "' CHATELIER_PUBLIC_URL=" + public_url +
           " CHATELIER_MIGRATIONS_DIR=" + variable("TEST_MIGRATIONS_DIR") + " ";
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

}  // namespace

TEST_CASE("the first administrator comes into an empty database, and is in the lobby [req-8]") {
  const Terminal terminal;
  const Said none = terminal.admin("list");
  CHECK(none.code == 0);
  CHECK(none.out.empty());
  CHECK(none.err.find("admin create NAME") != std::string::npos);
  CHECK(terminal.database.run("select count(*) from users")[0][0].as<int>() == 0);

  const Said made = terminal.admin("create ada --email ada@example.test --display-name 'Ada L.'",
                                   "correct horse battery\nnot read\n");
  INFO(made.err);
  CHECK(made.code == 0);
  CHECK(made.out == "ada is an administrator of https://chat.test\n");
  CHECK(made.err.find("correct horse") == std::string::npos);
  const auto row = terminal.database.run(
      "select admin, email, display_name, password_hash like '$argon2id$%',"
      " (select count(*) from members m join rooms r on r.id = m.room_id where r.lobby and m.user_id = u.id)"
      " from users u")[0];
  CHECK(row[0].as<bool>());
  CHECK(row[1].as<std::string>() == "ada@example.test");
  CHECK(row[2].as<std::string>() == "Ada L.");
  CHECK(row[3].as<bool>());
  CHECK(row[4].as<int>() == 1);
  CHECK(terminal.admin("list").out.starts_with("ada\tAda L.\tsince "));
}

TEST_CASE("whatever is wrong is said in words, and nothing is made") {
  const Terminal terminal;
  const auto refused = [&](const std::string& arguments, const std::string& input, const std::string& why) {
    const Said said = terminal.admin(arguments, input);
    CHECK(said.code == 1);
    CHECK(said.out.empty());
    CHECK(said.err == "chatelier: " + why + "\n");
  };
  refused("create ada", "", "no password was given: it is the first line of standard input");
  refused("create ada", "\n", "the password is too short");
  refused("create ada", "short\n", "the password is too short");
  refused("create ada", "password1\n", "the password is one of those that everybody tries first");
  refused("create adelaide", "Adelaide\n", "the password is a name that others can guess");
  refused("create ada", "correct horse \xff battery\n", "the password is not UTF-8");
  refused("create admin", "correct horse battery\n", "This user name is kept for the server itself.");
  refused("create ada --email nonsense", "correct horse battery\n", "the email is not one");
  refused("promote ada", "", "nobody here is called ada");
  refused("demote ada", "", "nobody here is called ada");
  refused("reset ada", "", "nobody here is called ada");
  CHECK(terminal.database.run("select count(*) from users")[0][0].as<int>() == 0);
  CHECK(terminal.database.run("select count(*) from admin_actions")[0][0].as<int>() == 0);
  CHECK(terminal.admin("rule ada").code == 2);
}

TEST_CASE("administrators come and go, but for the last, and every act is recorded") {
  const Terminal terminal;
  REQUIRE(terminal.admin("create ada", "correct horse battery\n").code == 0);
  REQUIRE(terminal.admin("create grace", "correct horse battery").code == 0);  // no line break
  CHECK(terminal.admin("create ADA", "correct horse battery\n").err.find("admin promote") !=
        std::string::npos);
  CHECK(terminal.admin("demote grace").out == "grace is no administrator any more\n");
  const Said last = terminal.admin("demote ada");
  CHECK(last.code == 1);
  CHECK(last.err.find("name another one first") != std::string::npos);
  CHECK(terminal.admin("promote grace").out == "grace is an administrator now\n");
  const Said link = terminal.admin("reset Grace");
  CHECK(link.out.starts_with("https://chat.test/reset/"));
  CHECK(link.out.size() == std::string("https://chat.test/reset/").size() + 43 + 1);
  CHECK(link.err.find(link.out.substr(24, 43)) == std::string::npos);
  CHECK(terminal.database
            .run("select string_agg(action, ' ' order by at) from admin_actions"
                 " where actor_id is null and subject in (select id::text from users)")[0][0]
            .as<std::string>() == "person.create person.create person.demote person.promote person.reset");
}
