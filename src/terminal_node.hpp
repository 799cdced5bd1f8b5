// The server's parts that a command at its terminal needs: all that store and tell, nothing that listens. To
// a server that runs beside it this is another node. Its loop runs on a thread of its own.
#pragma once

#include <chatelier/config.hpp>
#include <chatelier/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <memory>
#include <utility>

namespace chatelier {

class Admin;
class Auth;
class Logger;

class TerminalNode {
 public:
  /// Brings the schema up when that is needed. Throws DatabaseUnavailable or MigrationRefused.
  explicit TerminalNode(const Config& config);
  /// What was appended is stored and what was said has reached Redis.
  ~TerminalNode();
  TerminalNode(const TerminalNode&) = delete;
  TerminalNode& operator=(const TerminalNode&) = delete;

  [[nodiscard]] Auth& auth();
  [[nodiscard]] Admin& admin();
  [[nodiscard]] const Logger& logger() const;

  /// Waits for the task, and throws what it throws.
  template <class T>
  T run(Task<T> task) {
    return boost::asio::co_spawn(loop(), std::move(task), boost::asio::use_future).get();
  }

 private:
  [[nodiscard]] boost::asio::io_context& loop();

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace chatelier
