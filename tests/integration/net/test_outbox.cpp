// The outbox on a real socket: order, gathering, and what becomes of a peer that does not read (P7).
#include "platform/net/outbox.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <future>
#include <string>

using namespace chatelier;
namespace asio = boost::asio;

namespace {

// A shard with one outbox, and the peer at the other end of its socket.
class Line {
 public:
  explicit Line(OutboxSettings settings) : peer_(peer_loop_) {
    asio::ip::tcp::acceptor acceptor(peer_loop_, {asio::ip::address_v4::loopback(), 0});
    asio::ip::tcp::socket ours(shard_.context());
    peer_.connect(acceptor.local_endpoint());
    acceptor.accept(ours);
    ours.native_non_blocking(true);
    ours.set_option(asio::socket_base::send_buffer_size(16 << 10));
    outbox_ = std::make_shared<Outbox>(shard_, std::move(ours), settings, slow_);
    shard_.start();
  }
  ~Line() {
    on_shard([this] {
      outbox_->reset();
      outbox_.reset();
    });
    shard_.stop();
    shard_.join();
  }

  /// Runs it in one turn of the shard's loop and waits for its end.
  template <class Work>
  void on_shard(Work work) {
    std::promise<void> done;
    asio::post(shard_.context(), [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  /// Everything up to the end of the stream; empty at once after a reset.
  std::string read_to_end() {
    std::string all;
    std::array<char, 4096> some;
    boost::system::error_code error;
    while (!error)
      all.append(some.data(), peer_.read_some(asio::buffer(some), error));
    return all;
  }
  std::string read(std::size_t bytes) {
    std::string out(bytes, '\0');
    asio::read(peer_, asio::buffer(out));
    return out;
  }

  Outbox& outbox() { return *outbox_; }
  double slow() const { return slow_.Value(); }
  double calls() {
    return metrics_.counter("chatelier_sendmsg_total", "System calls that wrote frames").Value();
  }

 private:
  Metrics metrics_;
  SystemClock clock_;
  prometheus::Counter& slow_ = metrics_.counter("slow", "test");
  Shard shard_{0, ShardSettings{}, clock_, Logger(), metrics_};
  asio::io_context peer_loop_;
  asio::ip::tcp::socket peer_;
  std::shared_ptr<Outbox> outbox_;
};

// The frames of a server's stream: opcode and payload.
std::vector<std::pair<int, std::string>> frames_of(std::string_view bytes) {
  std::vector<std::pair<int, std::string>> frames;
  while (bytes.size() >= 2) {
    std::size_t size = static_cast<unsigned char>(bytes[1]) & 0x7f;
    std::size_t header = 2;
    if (size == 126) {
      size = static_cast<unsigned char>(bytes[2]) * 256U + static_cast<unsigned char>(bytes[3]);
      header = 4;
    }
    if (bytes.size() < header + size) {
      frames.emplace_back(-1, "a frame that was broken off");
      return frames;
    }
    frames.emplace_back(bytes[0] & 0x0f, bytes.substr(header, size));
    bytes.remove_prefix(header + size);
  }
  return frames;
}

}  // namespace

TEST_CASE("shared frames and the protocol's own bytes keep one order and share system calls") {
  Line line(OutboxSettings{});
  line.on_shard([&] {
    for (int i = 0; i < 40; ++i)
      line.outbox().push(text_frame("frame " + std::to_string(i)), FrameSink::Delivery::durable);
    line.outbox().write_raw(std::string("\x8a\x00", 2));
    line.outbox().close(CloseCode::restarting, "restarting, reconnect; retry=700");
    line.outbox().push(text_frame("nothing follows a close frame"), FrameSink::Delivery::durable);
    line.outbox().write_raw("nor this");
  });
  const std::string expected_close = "\x03\xf4restarting, reconnect; retry=700";
  std::size_t bytes = 2 + 2 + expected_close.size();
  for (int i = 0; i < 40; ++i)
    bytes += 2 + ("frame " + std::to_string(i)).size();
  const auto frames = frames_of(line.read(bytes));
  REQUIRE(frames.size() == 42);
  for (std::size_t i = 0; i < 40; ++i)
    CHECK(frames[i].second == "frame " + std::to_string(i));
  CHECK(frames[40].first == 10);
  CHECK(frames[41].first == 8);
  CHECK(frames[41].second == expected_close);
  line.on_shard([] {});
  CHECK(line.calls() == 1);
}

TEST_CASE("one frame beyond the bound goes out whole, and does not make its reader slow") {
  Line line(OutboxSettings{.bound_bytes = 64 << 10});
  const std::string greeting(300'000, 'g');
  line.on_shard([&] {
    line.outbox().push(text_frame(greeting), FrameSink::Delivery::durable);
    CHECK(line.outbox().open());
    line.outbox().push(text_frame("hello"), FrameSink::Delivery::durable);
    CHECK(line.outbox().open());
  });
  const std::string bytes = line.read(10 + greeting.size() + 7);
  CHECK(bytes.substr(10, greeting.size()) == greeting);
  CHECK(bytes.substr(10 + greeting.size() + 2) == "hello");
  CHECK(line.slow() == 0);
}

TEST_CASE("behind a frame beyond the bound there is room again as soon as it has gone") {
  Line line(OutboxSettings{.bound_bytes = 64 << 10});
  const std::string greeting(200'000, 'g');
  line.on_shard([&] { line.outbox().push(text_frame(greeting), FrameSink::Delivery::durable); });
  line.read(10 + greeting.size());
  line.on_shard([&] { line.outbox().push(text_frame("hello"), FrameSink::Delivery::durable); });
  CHECK(line.read(7).substr(2) == "hello");
  CHECK(line.slow() == 0);
}

TEST_CASE(
    "who lets its outbox fill is closed with 4008, after the frame in flight and before all others [P7]") {
  Line line(OutboxSettings{.bound_bytes = 64 << 10});
  const FramePtr frame = text_frame(std::string(8'000, 'x'));
  for (int i = 0; i < 1'000 && line.slow() == 0; ++i)
    line.on_shard([&] { line.outbox().push(frame, FrameSink::Delivery::durable); });
  REQUIRE(line.slow() == 1);
  line.on_shard([&] {
    CHECK_FALSE(line.outbox().open());
    CHECK(line.outbox().pending() <= (8'000 + 200));  // the frame in flight and the close frame
    CHECK(line.outbox().close_code() == CloseCode::slow_consumer);
  });
  std::string all;
  while (frames_of(all).empty() || frames_of(all).back().first != 8)
    all += line.read(1);
  const auto frames = frames_of(all);
  CHECK(frames.back().second.substr(0, 2) == "\x0f\xa8");
  CHECK(frames.back().second.find("resume from seq; retry=") != std::string::npos);
  for (std::size_t i = 0; i + 1 < frames.size(); ++i)
    CHECK(frames[i].second == std::string(8'000, 'x'));
}

TEST_CASE("who takes no byte for too long is closed, and reset when the close is not taken either [P7]") {
  using namespace std::chrono_literals;
  Line line(OutboxSettings{.bound_bytes = 1 << 20, .stall_patience = 200ms, .close_patience = 200ms});
  const FramePtr frame = text_frame(std::string(60'000, 'x'));
  line.on_shard([&] {
    for (int i = 0; i < 16; ++i)
      line.outbox().push(frame, FrameSink::Delivery::durable);
  });
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  bool ended = false;
  while (!ended && std::chrono::steady_clock::now() < deadline)
    line.on_shard([&] { ended = !line.outbox().socket().is_open(); });
  CHECK(ended);
  CHECK(line.slow() == 1);
  CHECK(line.read_to_end().size() < std::size_t{16} * 60'000);
}

TEST_CASE("what may be dropped is left out while the outbox is more than half full") {
  Line line(OutboxSettings{.bound_bytes = 64 << 10});
  const FramePtr frame = text_frame(std::string(1'000, 'x'));
  std::size_t before = 0;
  // Until the kernel takes no more and the outbox stands above its half.
  for (int i = 0; i < 10'000 && before <= (32 << 10); ++i)
    line.on_shard([&] {
      line.outbox().push(frame, FrameSink::Delivery::durable);
      before = line.outbox().pending();
    });
  REQUIRE(before > (32 << 10));
  line.on_shard([&] {
    line.outbox().push(frame, FrameSink::Delivery::droppable);
    CHECK(line.outbox().pending() == before);
    line.outbox().push(frame, FrameSink::Delivery::durable);
    CHECK(line.outbox().pending() > before);
  });
}

TEST_CASE("our side ends behind the last byte that waits, and the other may go on") {
  Line line(OutboxSettings{.bound_bytes = 1 << 20});
  const std::string much(500'000, 'm');
  line.on_shard([&] {
    line.outbox().push(text_frame(much), FrameSink::Delivery::durable);
    line.outbox().close(CloseCode::restarting, "restarting; retry=700");
    line.outbox().flush();
    CHECK(line.outbox().pending() > 0);
    line.outbox().end_sending();
  });
  const std::string all = line.read_to_end();
  REQUIRE(all.size() > 10 + much.size());
  const auto behind = frames_of(std::string_view(all).substr(10 + much.size()));
  REQUIRE(behind.size() == 1);
  CHECK(behind[0].first == 8);
  line.on_shard([&] { CHECK(line.outbox().socket().is_open()); });
}
