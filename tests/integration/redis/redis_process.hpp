// A Redis server that a test may stop, freeze and start again: a process of its own on a socket of its own.
#pragma once

#include "loop_thread.hpp"

#include <chatelier/ids.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace chatelier::test {

class RedisProcess {
 public:
  explicit RedisProcess(std::vector<std::string> more = {}) : more_(std::move(more)) {
    std::filesystem::create_directory(folder_);
  }
  ~RedisProcess() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  RedisProcess(const RedisProcess&) = delete;
  RedisProcess& operator=(const RedisProcess&) = delete;

  void start() {
    std::vector<std::string> words{
        "redis-server", "--port", "0",     "--unixsocket",   socket(),    "--save", "",
        "--appendonly", "no",     "--dir", folder_.string(), "--logfile", "log"};
    words.insert(words.end(), more_.begin(), more_.end());
    std::vector<char*> arguments;
    for (auto& word : words)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    if (!eventually([this] { return accepts(); })) throw std::runtime_error("redis-server did not start");
  }
  /// As a crash does.
  void stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  void freeze() const { ::kill(process_, SIGSTOP); }
  void thaw() const { ::kill(process_, SIGCONT); }

  [[nodiscard]] std::string socket() const { return (folder_ / "s").string(); }
  [[nodiscard]] std::string url() const { return "unix://" + socket(); }

 private:
  [[nodiscard]] bool accepts() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket().c_str(), sizeof(address.sun_path) - 1);
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool accepted = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    ::close(probe);
    return accepted;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("redis" + new_trace_id().substr(0, 12));
  std::vector<std::string> more_;
  pid_t process_ = -1;
};

}  // namespace chatelier::test
