#include "ws_session.hpp"

#include "outbox_stream.hpp"
#include "request_guard.hpp"

#include <chatelier/come_back.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <optional>
#include <utility>

namespace chatelier {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

namespace {

// Compression is compiled out: secrets beside an attacker's text leak through its ratio, and it costs 300 KiB
// a socket.
using Stream = websocket::stream<OutboxStream, false>;

constexpr std::string_view ping_frame{"\x89\x00", 2};

http::request<http::string_body> parse_upgrade(std::string_view head) {
  http::request_parser<http::string_body> parser;
  boost::system::error_code error;
  parser.put(asio::buffer(head.data(), head.size()), error);
  return parser.release();
}

// In a coroutine of its own: what the request was is not kept for as long as the socket lives.
Task<bool> accept(Stream& stream, std::string head) {
  const auto request = parse_upgrade(head);
  boost::system::error_code error;
  co_await stream.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

// A socket waits for its next message nearly all of its life, with a buffer that most messages fit into;
// Beast's own would be six times that. Answers the message's size; `error` says why there is none.
Task<std::size_t> read_message(Stream& stream, std::string& buffer, boost::system::error_code& error) {
  constexpr std::size_t usual_size = 256;
  if (buffer.size() != usual_size) buffer = std::string(usual_size, char());
  std::size_t size = 0;
  do {
    if (size == buffer.size()) buffer.resize(2 * size);
    const auto rest = asio::buffer(buffer.data() + size, buffer.size() - size);
    size += co_await stream.async_read_some(rest, asio::redirect_error(asio::use_awaitable, error));
  } while (!error && !stream.is_message_done());
  co_return size;
}

// Whoever closes a socket with bytes unread resets it, and the reset takes what the peer has not read yet,
// our close frame with it (RFC 6455, 7.1.1). In a coroutine of its own, for the buffer's sake; the outbox
// bounds it.
Task<void> let_go(Outbox& outbox) {
  outbox.end_sending();
  std::array<char, 4096> dropped;
  boost::system::error_code end;
  while (!end)
    co_await outbox.socket().async_read_some(asio::buffer(dropped),
                                             asio::redirect_error(asio::use_awaitable, end));
}

// A silent peer is pinged, and reset when it stays silent: half-open connections cost memory and lie about
// presence.
class Heartbeat {
 public:
  Heartbeat(TimerWheel& wheel, Outbox& outbox, std::chrono::milliseconds every)
      : outbox_(outbox), every_(every), timer_(wheel, [this] { beat(); }) {
    timer_.start(every_);
  }
  void heard() { silent_beats_ = 0; }

 private:
  void beat() {
    if (silent_beats_ >= 2) return outbox_.reset();
    if (silent_beats_ == 1) outbox_.write_raw(std::string(ping_frame));
    ++silent_beats_;
    timer_.start(every_);
  }

  Outbox& outbox_;
  const std::chrono::milliseconds every_;
  int silent_beats_ = 0;
  TimerWheel::Timer timer_;
};

// Keeps the hub from talking to a socket that has gone, however the session ends.
class Attachment {
 public:
  Attachment(Hub& hub, std::shared_ptr<Connection> connection)
      : hub_(hub), connection_(std::move(connection)) {
    hub_.attach(connection_);
  }
  ~Attachment() { hub_.detach(*connection_); }
  Attachment(const Attachment&) = delete;
  Attachment& operator=(const Attachment&) = delete;

 private:
  Hub& hub_;
  std::shared_ptr<Connection> connection_;
};

// The sink lives as long as the connection, and the dispatcher may hold that beyond the session's end.
struct Held {
  Held(std::shared_ptr<Outbox> box, IdentityPtr identity)
      : outbox(std::move(box)), connection(*outbox, std::move(identity)) {}
  std::shared_ptr<Outbox> outbox;
  Connection connection;
};

}  // namespace

Task<void> serve_websocket(Shard& shard, Hub& hub, Upgrade upgrade, const WsSettings& settings,
                           const WsServices& services, std::function<void(FrameSink&)> greeted) {
  const auto begun = std::chrono::steady_clock::now();
  const auto outbox =
      std::make_shared<Outbox>(shard, std::move(upgrade.socket), settings.outbox, services.slow_consumers);
  boost::system::error_code error;
  outbox->socket().native_non_blocking(true, error);

  Stream stream(OutboxStream(outbox, std::move(upgrade.already_read)));
  stream.read_message_max(settings.frame_bytes);
  stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(http::field::sec_websocket_protocol, "chatelier.v1");
    response.set(http::field::server, "chatelier");  // or Beast would add its own name and version
  }));
  if (!co_await accept(stream, std::move(upgrade.head))) co_return;

  services.connections.Increment();
  const Context& context = upgrade.context;
  const auto held = std::make_shared<Held>(outbox, context.identity);
  const std::shared_ptr<Connection> connection(held, &held->connection);
  Heartbeat heartbeat(shard.wheel(), *outbox, settings.heartbeat);
  // Beast answers pings and swallows pongs inside a read: who sends nothing else is not silent.
  stream.control_callback([&heartbeat](websocket::frame_type, std::string_view) { heartbeat.heard(); });
  std::optional<Attachment> attachment;
  attachment.emplace(hub, connection);
  try {
    const Greeting greeting = co_await services.greeter.greet(*context.identity);
    outbox->push(text_frame(greeting.ready), FrameSink::Delivery::durable);
    hub.greet(*connection, greeting);
    greeted(*outbox);
  } catch (const std::exception& broken) {
    services.logger.warning("connection.not_greeted", {{"why", broken.what()}, {"trace", context.trace_id}});
    outbox->close(CloseCode::restarting, come_back("try again", 500ms, 3s));
  }
  std::uint64_t received = 0;
  std::string buffer;
  while (true) {
    const std::size_t size = co_await read_message(stream, buffer, error);
    if (error) break;
    heartbeat.heard();
    received += size;
    // After our close frame only the peer's is waited for, and before it the answers that are owed; what
    // comes meanwhile is dropped.
    if (!connection->takes_commands()) continue;
    if (outbox->open() && !stream.got_text()) {
      outbox->close(CloseCode::unsupported, "this server takes text frames");
    } else if (outbox->open()) {
      co_await services.heard(context, connection, std::string_view(buffer).substr(0, size));
    }
  }
  attachment.reset();
  services.connections.Decrement();
  const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - begun;
  services.logger.info("connection.closed",
                       {{"user", context.identity->user},
                        {"from", network_for_log(context.address)},
                        {"seconds", lasted.count()},
                        {"received", received},
                        {"sent", outbox->bytes_sent()},
                        {"code", outbox->close_code() ? static_cast<int>(*outbox->close_code())
                                                      : static_cast<int>(stream.reason().code)},
                        {"why", error ? error.message() : std::string("closed here")},
                        {"trace", context.trace_id}});
  if (outbox->closing() && error != asio::error::eof) co_await let_go(*outbox);
  outbox->finish();
}

}  // namespace chatelier
