// The command line of `chatelier admin`: what is asked for, and that the server's settings stand beside it.
#include "config_cases.hpp"

using namespace chatelier;
using namespace chatelier::test;
using Catch::Matchers::Contains;
using Verb = AdminCommand::Verb;

TEST_CASE("without the word admin nobody is administrated") {
  CHECK_FALSE(accepted({}).admin);
  CHECK_FALSE(accepted({"serve"}).admin);
}

TEST_CASE("each verb takes the name of an account, and list takes none") {
  const std::vector<std::pair<std::string, Verb>> verbs{
      {"create", Verb::create}, {"promote", Verb::promote}, {"demote", Verb::demote}, {"reset", Verb::reset}};
  for (const auto& [word, verb] : verbs) {
    const auto command = accepted({"admin", word, "ada"}).admin;
    REQUIRE(command);
    CHECK(command->verb == verb);
    CHECK(command->name == "ada");
    CHECK_FALSE(command->email);
    refused({"admin", word});
    refused({"admin", word, "ada", "grace"});
  }
  CHECK(accepted({"admin", "list"}).admin->verb == Verb::list);
  refused({"admin", "list", "ada"});
}

TEST_CASE("an account that is created may have an address and a display name, the others not") {
  const auto command =
      accepted({"admin", "create", "ada", "--email", "ada@example.test", "--display-name", "Ada L."}).admin;
  REQUIRE(command);
  CHECK(command->email == "ada@example.test");
  CHECK(command->display_name == "Ada L.");
  refused({"admin", "promote", "ada", "--email", "ada@example.test"});
}

TEST_CASE("the server's settings count wherever they stand on the line") {
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--public-url", "https://chat.test", "admin", "list"},
        std::vector<std::string>{"admin", "--public-url", "https://chat.test", "list"},
        std::vector<std::string>{"admin", "list", "--public-url", "https://chat.test"}})
    CHECK(accepted(flags).public_url == "https://chat.test");
  CHECK(accepted({"admin", "list"}, {{"CHATELIER_PUBLIC_URL", "https://chat.test"}}).public_url ==
        "https://chat.test");
}

TEST_CASE("a command that is half said or two at once is refused") {
  refused({"admin"});
  refused({"admin", "rule", "ada"});
  refused({"admin", "list", "serve"});
  refused({"serve", "admin", "list"});
  CHECK_THAT(printed({"admin", "--help"}), Contains("create") && Contains("reset"));
}
