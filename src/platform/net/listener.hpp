// The one acceptor of the process. It binds at construction, so that an address in use is known before
// anything runs, and hands sockets out once it is started. The thread of its loop.
#pragma once

#include "response.hpp"

#include <chatelier/logger.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace chatelier {

class Listener {
 public:
  /// Takes an accepted descriptor and the peer's address; false: the server is full.
  using Accepted = std::function<bool(int descriptor, std::string peer)>;

  /// Throws std::runtime_error that names the address when it is in use or cannot be bound. SO_REUSEPORT is
  /// not set: a second server on this port must fail, not share.
  Listener(boost::asio::io_context& loop, const std::string& host, std::uint16_t port, Logger logger);
  ~Listener();

  [[nodiscard]] std::uint16_t port() const;
  /// `policy` is of the answers to those for whom there is no place.
  void start(Accepted accepted, ResponsePolicy policy);
  /// On the loop.
  void stop();

 private:
  void accept();
  void refuse_politely(boost::asio::ip::tcp::socket socket);
  void take(boost::asio::ip::tcp::socket socket);
  void make_room(const boost::system::error_code& full);

  boost::asio::io_context& loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  Logger logger_;
  Accepted accepted_;
  ResponsePolicy policy_;
  int spare_ = -1;  // given up for a moment when descriptors run out, so that the peer can be told
};

}  // namespace chatelier
