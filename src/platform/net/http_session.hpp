// One HTTP/1.1 connection on its shard: head, checks, body, answer, again; or the hand-over to a WebSocket
// session.
#pragma once

#include "request_head.hpp"
#include "static_files.hpp"
#include "timer_wheel.hpp"

#include <chatelier/address_range.hpp>
#include <chatelier/logger.hpp>
#include <chatelier/router.hpp>
#include <chatelier/shard.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chatelier {

/// What all HTTP sessions share. Immutable; any thread.
struct HttpSettings {
  HeadLimits limits;
  OwnHosts hosts;
  ResponsePolicy policy;
  std::vector<AddressRange> trusted_proxies;
  std::chrono::milliseconds head_patience{10'000};  // from the first byte to the empty line
  std::chrono::milliseconds body_patience{30'000};
  std::chrono::milliseconds idle_patience{60'000};  // between requests
  std::size_t requests_per_connection = 1'000;
  Logger logger;
};

/// A request that asked for the WebSocket and may have it.
struct Upgrade {
  boost::asio::ip::tcp::socket socket;
  std::string head;          // the request's, as it came
  std::string already_read;  // bytes after it
  Context context;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  using UpgradeHandler = std::function<void(Upgrade)>;

  HttpSession(Shard& shard, boost::asio::ip::tcp::socket socket, std::string peer,
              const HttpSettings& settings, Router& router, const StaticFiles& files, UpgradeHandler upgrade);

  /// Until the connection ends. Holds itself alive.
  Task<void> run();
  /// Ends after the answer that is under way, or after the next one: on an idle connection a request may be
  /// on its way, and half a second is left for it. For a client in the middle of its request the server waits
  /// a few seconds more, not for as long as that client had.
  void finish();

 private:
  enum class Next : std::uint8_t { again, end, upgraded };

  /// For the peer's bytes, or for the peer to take ours.
  void wait_at_most(std::chrono::milliseconds patience);
  Task<Result<std::string>> read_head_text();
  Task<Next> serve(std::string head_text);
  Task<Result<std::string>> read_body(const RequestHead& head, std::string_view head_text);
  Task<Response> answer(const RequestHead& head, const RequestView& request);
  Task<Next> try_upgrade(const RequestHead& head, const RequestView& request, std::string head_text);
  Task<bool> write(const RequestHead* head, Response response);
  Task<void> refuse(const Error& error);
  /// The answer to what never reached the router, with its line in the log.
  Response refusal(const Error& error, std::string_view from) const;
  /// The same for who asked at the WebSocket's address.
  Response no_socket(const Error& error, std::string_view from) const;

  Shard& shard_;
  boost::asio::ip::tcp::socket socket_;
  const std::string peer_;
  const HttpSettings& settings_;
  Router& router_;
  const StaticFiles& files_;
  UpgradeHandler upgrade_;
  boost::beast::flat_buffer buffer_{32 << 10};  // what bounds chunk extensions and trailers: Beast does not
  TimerWheel::Timer deadline_;
  std::size_t served_ = 0;
  bool timed_out_ = false;
  bool idle_ = true;
  bool finishing_ = false;
};

}  // namespace chatelier
