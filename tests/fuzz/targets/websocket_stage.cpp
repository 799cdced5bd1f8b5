#include "websocket_stage.hpp"

#include "platform/net/timer_wheel.hpp"
#include "target.hpp"

#include <chatelier/protocol.hpp>
#include <chatelier/session_commands.hpp>

#include <boost/asio/co_spawn.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace chatelier::fuzz {

namespace asio = boost::asio;

namespace {

constexpr std::size_t outbox_bytes = 16 << 10;
constexpr std::size_t frame_bytes = 4 << 10;

const std::string upgrade_head =
    "GET /api/v1/ws HTTP/1.1\r\nHost: chat.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Protocol: chatelier.v1\r\n\r\n";

Context context_of_user() {
  Identity identity;
  identity.user = WebSocketStage::user;
  identity.session = "one";
  Context context;
  context.trace_id = std::string(32, '1');
  context.address = "192.0.2.1";
  context.identity = std::make_shared<const Identity>(std::move(identity));
  return context;
}

}  // namespace

Task<Greeting> WebSocketStage::Door::greet(const Identity&) {
  co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  Greeting greeting;
  greeting.ready = R"({"type":"ready"})";
  greeting.rooms.push_back({std::string(room), 3});
  co_return greeting;
}

WebSocketStage::WebSocketStage(std::string already_read)
    : connections_(metrics_.gauge("connections", "of this stage")),
      shard_(0, ShardSettings{}, clock_, Logger(), metrics_),
      limiter_(clock_, false),
      hub_(shard_.context(),
           HubSettings{.ring_events = 4, .page_events = 2, .resync_events = 20, .resync_bytes = 8 << 10},
           history_, doors_, interest_, Logger(), metrics_),
      dispatcher_(authenticator_, doors_, limiter_, metrics_, Logger()),
      settings_{frame_bytes, heartbeat, OutboxSettings{.bound_bytes = outbox_bytes}},
      services_{
          [this](const Context& context, std::shared_ptr<Connection> connection, std::string_view text) {
            return dispatcher_.handle(context, std::move(connection), text);
          },
          greeter_, connections_, metrics_.counter("slow", "of this stage"), Logger()} {
  mount();
  for (int stored = 0; stored < 3; ++stored)
    happen(0, false);
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0,
          "a socket pair");
  const int small = 4 << 10;  // so that the outbox fills and not the kernel
  ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
  peer_ = ends[1];
  asio::ip::tcp::socket socket(shard_.context());
  socket.assign(asio::ip::tcp::v4(), ends[0]);
  Upgrade upgrade{std::move(socket), upgrade_head, std::move(already_read), context_of_user()};
  asio::co_spawn(shard_.context(),
                 serve_websocket(shard_, hub_, std::move(upgrade), settings_, services_, [](FrameSink&) {}),
                 [this](const std::exception_ptr& thrown) {
                   require(thrown == nullptr, "a session throws nothing");
                   ended_ = true;
                 });
  settle();
}

WebSocketStage::~WebSocketStage() {
  if (peer_ >= 0) ::close(peer_);
}

// What handlers of the features do to a session: they wait, store, publish, refuse, break.
void WebSocketStage::mount() {
  using namespace protocol::commands;
  mount_session_commands(dispatcher_);
  dispatcher_.on<MessageSend>([this](const Context&, MessageSendIn in) -> Task<Result<protocol::Stored>> {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    happen(in.text.size(), true);
    co_return protocol::Stored{static_cast<std::int64_t>(history_.events.size()), "now"};
  });
  dispatcher_.on<Typing>([this](const Context&, TypingIn) -> Task<Result<protocol::Nothing>> {
    flicker();
    co_return protocol::Nothing{};
  });
  dispatcher_.on<ReadMark>([](const Context&, ReadMarkIn in) -> Task<Result<protocol::Nothing>> {
    if (in.seq == 13) throw std::runtime_error("a store that breaks");
    co_return fail(ErrorCode::room_not_found);
  });
  dispatcher_.check_complete();
}

void WebSocketStage::send(std::string_view bytes) {
  while (!bytes.empty() && !ended_) {
    const ssize_t sent = ::send(peer_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent <= 0) break;  // the server has gone
    bytes.remove_prefix(static_cast<std::size_t>(sent));
    settle();
  }
}

void WebSocketStage::read(std::size_t most) {
  std::array<char, 4096> part;
  while (most > 0) {
    const ssize_t size = ::recv(peer_, part.data(), std::min(most, part.size()), MSG_DONTWAIT);
    if (size <= 0) break;
    heard_.append(part.data(), static_cast<std::size_t>(size));
    most -= static_cast<std::size_t>(size);
    settle();
  }
}

void WebSocketStage::hang_up() {
  ::shutdown(peer_, SHUT_WR);
  settle();
}

void WebSocketStage::pass(std::chrono::milliseconds time) {
  clock_.advance(time);
  shard_.wheel().turn();
  settle();
}

void WebSocketStage::happen(std::size_t bytes, bool published, const std::string& ends) {
  const auto seq = static_cast<std::int64_t>(history_.events.size()) + 1;
  auto event = std::make_shared<RoomEvent>();
  event->room = room;
  event->seq = seq;
  event->type = ends.empty() ? "message.created" : "member.left";
  event->ends = ends;
  const std::string text(bytes, 'x');
  event->frame = text_frame("{\"type\":\"" + event->type + "\",\"seq\":" + std::to_string(seq) +
                            ",\"text\":\"" + text + "\"}");
  largest_ = std::max(largest_, event->frame->bytes().size());
  history_.events.push_back(std::move(event));
  if (published) hub_.deliver(history_.events.back());
}

void WebSocketStage::flicker() {
  static const FramePtr typing = text_frame(R"({"type":"typing"})");
  hub_.deliver_to_screens(std::string(room), "somebody else", typing);
}

void WebSocketStage::drain() {
  for (const auto& connection : hub_.connections())
    connection->sink().close(CloseCode::restarting, "restarting; retry=1000");
  settle();
}

void WebSocketStage::settle() {
  do
    check_bound();
  while (shard_.context().poll_one() > 0);
}

void WebSocketStage::check_bound() const {
  // Only what is larger than half the bound may go beyond it, and once the close frame.
  const std::size_t beyond = largest_ > outbox_bytes / 2 ? largest_ : 0;
  for (const auto& connection : hub_.connections())
    require(connection->sink().pending() <= outbox_bytes + beyond + 127,
            "an outbox never holds more than its bound and one frame");
}

bool WebSocketStage::open() const {
  const auto connections = hub_.connections();
  return !connections.empty() && connections.front()->sink().open();
}

bool WebSocketStage::forgotten() const { return hub_.connections().empty() && connections_.Value() == 0; }

}  // namespace chatelier::fuzz
