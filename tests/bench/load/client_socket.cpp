#include "client_socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace chatelier::bench {
namespace {

enum Opcode : unsigned char { text = 1, close_frame = 8, ping = 9, pong = 10 };

constexpr std::array<char, 4> mask{0x1d, 0x72, 0x33, 0x5a};
constexpr std::size_t header_at_most = 14;

// All sockets of the one thread read into the same buffer; what a frame lacks is kept by its socket.
std::array<char, 256 << 10> shared_buffer;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

ClientSocket::ClientSocket(std::uint16_t port, const Speaker::Opening& opening)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "a socket");
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const std::string host = "localhost:" + std::to_string(port);
  request_ = "GET " + opening.target + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
             "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
             opening.headers + "\r\n";
  const sockaddr_in address = loopback(port);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS)
    throw std::system_error(errno, std::generic_category(), "connecting");
}

ClientSocket::~ClientSocket() { ::close(descriptor_); }

void ClientSocket::fail(std::string why) {
  if (state_ == State::closed) return;
  state_ = State::closed;
  why_ = std::move(why);
}

void ClientSocket::send_text(std::string_view payload) { send_frame(Opcode::text, payload); }

void ClientSocket::send_frame(unsigned char opcode, std::string_view payload) {
  std::string frame;
  frame.reserve(header_at_most + payload.size());
  frame += static_cast<char>(0x80 | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  }
  frame.append(mask.data(), mask.size());
  for (std::size_t i = 0; i < payload.size(); ++i)
    frame += static_cast<char>(payload[i] ^ mask[i % mask.size()]);
  write(frame);
}

void ClientSocket::write(std::string_view bytes) {
  if (state_ == State::closed) return;
  if (unwritten_.empty()) {
    const ssize_t written = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno != EAGAIN) return fail("sending: " + std::generic_category().message(errno));
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  unwritten_ += bytes;
}

bool ClientSocket::writable() {
  if (state_ == State::connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
      fail("connecting: " + std::generic_category().message(error));
      return false;
    }
    state_ = State::opening;
    write(request_);
    request_ = std::string();
  }
  if (!unwritten_.empty()) {
    const std::string waiting = std::exchange(unwritten_, {});
    write(waiting);
  }
  return !unwritten_.empty();
}

void ClientSocket::readable(const Listener& heard) {
  while (state_ != State::closed && state_ != State::connecting) {
    const std::size_t kept = unread_.copy(shared_buffer.data(), unread_.size());
    const ssize_t read = ::recv(descriptor_, shared_buffer.data() + kept, shared_buffer.size() - kept, 0);
    if (read < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (read < 0) return fail("receiving: " + std::generic_category().message(errno));
    if (read == 0) return fail("closed by the server");

    const std::string_view bytes(shared_buffer.data(), kept + static_cast<std::size_t>(read));
    std::size_t used = state_ == State::opening ? take_head(bytes, heard) : 0;
    if (state_ == State::open) used += take_frames(bytes.substr(used), heard);
    unread_.assign(bytes.substr(used));
    if (unread_.size() == shared_buffer.size()) return fail("a frame beyond the buffer");
    // What did not fill the buffer was all there was; asking again costs a call for nothing.
    if (bytes.size() < shared_buffer.size()) return;
  }
}

std::size_t ClientSocket::take_head(std::string_view bytes, const Listener& heard) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  if (!bytes.starts_with("HTTP/1.1 101 ")) {
    fail("refused: " + std::string(bytes.substr(0, bytes.find('\r'))));
    return bytes.size();
  }
  state_ = State::open;
  heard({});
  return end + 4;
}

std::size_t ClientSocket::take_frames(std::string_view bytes, const Listener& heard) {
  std::size_t used = 0;
  while (state_ == State::open) {
    const std::string_view rest = bytes.substr(used);
    if (rest.size() < 2) break;
    const auto byte = [&rest](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
    const unsigned short_size = byte(1) & 0x7fU;
    const std::size_t extra = short_size == 126 ? 2 : short_size == 127 ? 8 : 0;
    if (rest.size() < 2 + extra) break;
    std::size_t size = extra == 0 ? short_size : 0;
    for (std::size_t i = 0; i < extra; ++i)
      size = size << 8 | byte(2 + i);
    if (rest.size() - 2 - extra < size) break;
    const std::string_view payload = rest.substr(2 + extra, size);
    used += 2 + extra + size;
    switch (byte(0) & 0x0fU) {
      case Opcode::text: heard(payload); break;
      case Opcode::ping: send_frame(Opcode::pong, payload); break;
      case Opcode::close_frame:
        fail("closed: " + std::string(payload.substr(std::min<std::size_t>(2, size))));
      default: break;
    }
  }
  return used;
}

}  // namespace chatelier::bench
