// The terminal's echo is off while a password is typed, and on again however the typing ends.
#include "terminal_password.hpp"

#include "terminal_refused.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>

namespace chatelier {
namespace {

constexpr std::size_t longest_line = 4096;

/// A signal would end the process with the echo off: here it only interrupts the reading.
class Interruptible {
 public:
  Interruptible() {
    struct sigaction only_wake {};
    only_wake.sa_handler = [](int) {};
    for (std::size_t i = 0; i < 3; ++i)
      ::sigaction(signals[i], &only_wake, &before_[i]);
  }
  ~Interruptible() {
    for (std::size_t i = 0; i < 3; ++i)
      ::sigaction(signals[i], &before_[i], nullptr);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  static constexpr int signals[] = {SIGINT, SIGTERM, SIGTSTP};
  struct sigaction before_[3]{};
};

class Hidden {
 public:
  Hidden() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  ~Hidden() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::fputc('\n', stderr);
  }
  Hidden(const Hidden&) = delete;
  Hidden& operator=(const Hidden&) = delete;

 private:
  termios before_{};
};

/// Byte by byte, so that nothing behind the line is taken; nothing when there is none.
std::optional<std::string> read_line() {
  std::string line;
  while (line.size() < longest_line) {
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0) throw TerminalRefused(errno == EINTR ? "interrupted" : "standard input cannot be read");
    if (got == 0 && line.empty()) return std::nullopt;
    if (got == 0 || byte == '\n') break;
    line += byte;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string ask(const std::string& prompt) {
  std::fprintf(stderr, "%s: ", prompt.c_str());
  std::fflush(stderr);
  const Interruptible interruptible;
  const Hidden hidden;
  auto line = read_line();
  if (!line) throw TerminalRefused("no password was given");
  return std::move(*line);
}

}  // namespace

std::string read_new_password(const std::string& whose) {
  if (::isatty(STDIN_FILENO) == 0) {
    auto line = read_line();
    if (!line) throw TerminalRefused("no password was given: it is the first line of standard input");
    return std::move(*line);
  }
  std::string password = ask("Password for " + whose);
  if (ask("The same again") != password) throw TerminalRefused("the two passwords differ");
  return password;
}

}  // namespace chatelier
