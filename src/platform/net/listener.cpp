#include "listener.hpp"

#include <chatelier/ids.hpp>

#include <boost/asio/buffer.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace chatelier {

namespace asio = boost::asio;

namespace {

// How soon whoever finds the server full may try again.
constexpr std::chrono::seconds full_for{5};

// With the default a reader that has stopped swallows megabytes of kernel memory before anybody notices.
constexpr int send_buffer_bytes = 64 << 10;

int open_spare() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

}  // namespace

Listener::Listener(asio::io_context& loop, const std::string& host, std::uint16_t port, Logger logger)
    : loop_(loop), acceptor_(loop), pause_(loop), logger_(std::move(logger)), spare_(open_spare()) {
  const std::string where = host + " port " + std::to_string(port);
  try {
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(host), port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(4'096);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + where + ": " + error.code().message());
  }
}

Listener::~Listener() {
  if (spare_ >= 0) ::close(spare_);
}

std::uint16_t Listener::port() const { return acceptor_.local_endpoint().port(); }

void Listener::start(Accepted accepted, ResponsePolicy policy) {
  accepted_ = std::move(accepted);
  policy_ = policy;
  accept();
}

void Listener::stop() {
  boost::system::error_code ignored;
  pause_.cancel();
  acceptor_.close(ignored);
}

void Listener::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, asio::ip::tcp::socket socket) {
    if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
    // A peer that has gone again is no error here: what is left is that this process or machine is full.
    if (error) return make_room(error);
    take(std::move(socket));
    accept();
  });
}

void Listener::take(asio::ip::tcp::socket socket) {
  boost::system::error_code gone;
  const auto peer = socket.remote_endpoint(gone);
  if (gone) return;
  socket.set_option(asio::ip::tcp::no_delay(true), gone);
  socket.set_option(asio::socket_base::send_buffer_size(send_buffer_bytes), gone);
  auto address = peer.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  const int descriptor = socket.release(gone);
  if (!gone && !accepted_(descriptor, address.to_string())) {
    socket.assign(acceptor_.local_endpoint().protocol(), descriptor, gone);
    refuse_politely(std::move(socket));
  }
}

// More connections than descriptors: the spare one answers the first in line, then a breath.
void Listener::make_room(const boost::system::error_code& full) {
  logger_.warning("listener.out_of_descriptors", {{"why", full.message()}});
  if (spare_ >= 0) ::close(std::exchange(spare_, -1));
  boost::system::error_code error;
  asio::ip::tcp::socket socket(loop_);
  acceptor_.non_blocking(true, error);
  acceptor_.accept(socket, error);
  if (!error) refuse_politely(std::move(socket));
  spare_ = open_spare();
  pause_.expires_after(std::chrono::milliseconds(50));
  pause_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) accept();
  });
}

void Listener::refuse_politely(asio::ip::tcp::socket socket) {
  const Response refusal = refusal_of(fail_after(ErrorCode::server_unavailable, full_for), new_trace_id());
  const std::string answer = encode_head(refusal, policy_, false).append(refusal.body);
  boost::system::error_code error;
  socket.native_non_blocking(true, error);
  ::send(socket.native_handle(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
}

}  // namespace chatelier
