// The accounts do the work; here it is put into words, and recorded as an act of administration.
#include "admin_command.hpp"

#include "terminal_node.hpp"
#include "terminal_password.hpp"
#include "terminal_refused.hpp"

#include <chatelier/admin.hpp>
#include <chatelier/auth.hpp>
#include <chatelier/db.hpp>
#include <chatelier/logger.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/wire.hpp>

#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

namespace chatelier {
namespace {

using Verb = AdminCommand::Verb;

std::string in_words(const FieldError& problem) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words{
      {{"too_short", "is too short"},
       {"too_long", "is too long"},
       {"format", "is not one"},
       {"text", "has characters that nobody can see or that disturb others"},
       {"common", "is one of those that everybody tries first"},
       {"name", "is a name that others can guess"}}};
  const std::string named = problem.field == "username"       ? "user name"
                            : problem.field == "display_name" ? "display name"
                                                              : problem.field;
  for (const auto& [code, said] : words)
    if (problem.code == code) return "the " + named + " " + std::string(said);
  return problem.field + ": " + problem.code;
}

[[noreturn]] void refuse(const Error& error) {
  std::string why;
  for (const FieldError& problem : error.fields)
    why += (why.empty() ? "" : "; ") + in_words(problem);
  if (why.empty()) why = error.detail.empty() ? std::string(info(error.code).title) : error.detail;
  throw TerminalRefused(why);
}

/// Through the reader of the contract, so that nothing gets in here that would be refused there.
protocol::routes::AuthRegisterIn read_account(const AdminCommand& command, const std::string& password) {
  std::string body;
  wire::Writer out(body);
  const auto member = [&out](std::string_view name, const std::string& text) {
    if (!wire::is_valid_text(text)) throw TerminalRefused("the " + std::string(name) + " is not UTF-8");
    out.member(name, text);
  };
  out.begin_object();
  member("username", command.name);
  member("password", password);
  if (command.email) member("email", *command.email);
  if (command.display_name) member("display_name", *command.display_name);
  out.end_object();
  wire::RouteInput input;
  input.body = body;
  auto in = protocol::routes::AuthRegister::read(input);
  if (!in) refuse(in.error());
  return std::move(*in);
}

/// A signal is for the thread that reads the password: the others inherit that they do not get it.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGTSTP})
      sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

class AdminRun {
 public:
  explicit AdminRun(const Config& config) : config_(config), command_(*config.admin), node_(config) {}

  void run() {
    switch (command_.verb) {
      case Verb::create: return create();
      case Verb::promote: return set_admin(true);
      case Verb::demote: return set_admin(false);
      case Verb::reset: return reset();
      case Verb::list: return list();
    }
  }

 private:
  void create() {
    if (find())
      throw TerminalRefused(command_.name + " has an account already; chatelier admin promote " +
                            command_.name + " makes it an administrator");
    // Before the password is asked for, so that nobody types one for nothing.
    const std::string any_password(16, 'x');
    (void)read_account(command_, any_password);
    auto in = read_account(command_, read_new_password(command_.name));
    const auto user = node_.run(node_.auth().create_administrator(std::move(in)));
    if (!user) refuse(user.error());
    record("person.create", user->id);
    std::printf("%s is an administrator of %s\n", user->username.c_str(), origin().c_str());
  }

  void set_admin(bool admin) {
    const std::string user = account();
    const auto done = node_.run(node_.auth().set_admin(user, admin));
    if (!done) refuse(done.error());
    record(admin ? "person.promote" : "person.demote", user);
    std::printf(admin ? "%s is an administrator now\n" : "%s is no administrator any more\n",
                command_.name.c_str());
  }

  void reset() {
    const std::string begin = origin();
    const std::string user = account();
    const auto link = node_.run(node_.auth().make_reset_link(user));
    if (!link) refuse(link.error());
    record("person.reset", user);
    std::printf("%s/reset/%s\n", begin.c_str(), link->token.c_str());
    std::fprintf(stderr, "It sets a new password for %s, once, until %s; all sessions of %s end then.\n",
                 command_.name.c_str(), link->expires_at.c_str(), command_.name.c_str());
  }

  void list() {
    const auto all = node_.run(node_.auth().administrators());
    for (const Administrator& one : all)
      std::printf("%s\t%s\tsince %s%s\n", one.username.c_str(), one.display_name.c_str(),
                  one.created_at.substr(0, 10).c_str(), one.disabled ? "\tdisabled" : "");
    if (all.empty())
      std::fputs(
          "Nobody administrates this server; chatelier admin create NAME makes an account that does.\n",
          stderr);
  }

  std::optional<std::string> find() {
    if (!wire::is_valid_text(command_.name)) throw TerminalRefused("the name is not UTF-8");
    return node_.run(node_.auth().account_named(command_.name));
  }

  std::string account() {
    auto user = find();
    if (!user) throw TerminalRefused("nobody here is called " + command_.name);
    return std::move(*user);
  }

  void record(const char* action, const std::string& subject) {
    node_.run(node_.admin().record_at_terminal(action, subject));
    node_.logger().info("admin.act", {{"action", action}, {"actor", "terminal"}, {"subject", subject}});
  }

  std::string origin() const {
    if (config_.public_url.empty())
      throw TerminalRefused("--public-url (CHATELIER_PUBLIC_URL) must say how people reach the server");
    return config_.public_url;
  }

  const Config& config_;
  const AdminCommand& command_;
  TerminalNode node_;
};

}  // namespace

int run_admin(const Config& config) {
  try {
    std::optional<AdminRun> run;
    {
      const SignalsBlocked in_threads_to_come;
      run.emplace(config);
    }
    run->run();
    return 0;
  } catch (const DatabaseUnavailable& error) {
    std::fprintf(stderr, "chatelier: Postgres cannot be reached: %s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chatelier: %s\n", error.what());
  }
  return 1;
}

}  // namespace chatelier
