// One subcommand per verb; the settings of the server may stand anywhere on the line.
#include "admin_options.hpp"

#include <CLI/CLI.hpp>

namespace chatelier {
namespace {

using Verb = AdminCommand::Verb;

CLI::App* declare(CLI::App& admin, std::optional<AdminCommand>& chosen, const char* word, Verb verb,
                  const char* help) {
  CLI::App* command = admin.add_subcommand(word, help);
  command->fallthrough();
  const auto choose = [&chosen, verb] {
    if (!chosen) chosen.emplace();
    chosen->verb = verb;
  };
  command->parse_complete_callback(choose);
  if (verb == Verb::list) return command;
  const auto name = [&chosen](const std::string& given) {
    if (!chosen) chosen.emplace();
    chosen->name = given;
  };
  command->add_option_function<std::string>("NAME", name, "user name of the account")
      ->required()
      ->type_name("");
  return command;
}

}  // namespace

void declare_admin(CLI::App& app, std::optional<AdminCommand>& chosen) {
  CLI::App* admin =
      app.add_subcommand("admin", "administrators, and new passwords, beside the server or without it");
  admin->fallthrough();
  admin->require_subcommand(1);
  CLI::App* create = declare(*admin, chosen, "create", Verb::create,
                             "make an account that administrates; asks for its password, or reads a line");
  const auto email = [&chosen](const std::string& given) {
    if (!chosen) chosen.emplace();
    chosen->email = given;
  };
  const auto display_name = [&chosen](const std::string& given) {
    if (!chosen) chosen.emplace();
    chosen->display_name = given;
  };
  create->add_option_function<std::string>("--email", email, "address that signs in too")->type_name("");
  create->add_option_function<std::string>("--display-name", display_name, "name that others see")
      ->type_name("");
  declare(*admin, chosen, "promote", Verb::promote, "make somebody an administrator");
  declare(*admin, chosen, "demote", Verb::demote, "let somebody be an administrator no longer");
  declare(*admin, chosen, "reset", Verb::reset,
          "print a link that sets a new password, once, within an hour");
  declare(*admin, chosen, "list", Verb::list, "print who administrates");
}

}  // namespace chatelier
