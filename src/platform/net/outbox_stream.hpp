// The layer under Beast's WebSocket: reads pass through to the socket, writes go into the outbox and so keep
// their order with the shared frames. An AsyncStream in Beast's sense. The shard's thread.
#pragma once

#include "outbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/role.hpp>

#include <memory>
#include <string>
#include <utility>

namespace chatelier {

class OutboxStream {
 public:
  using executor_type = boost::asio::ip::tcp::socket::executor_type;

  OutboxStream(std::shared_ptr<Outbox> outbox, std::string already_read)
      : outbox_(std::move(outbox)), already_read_(std::move(already_read)) {}

  executor_type get_executor() { return outbox_->socket().get_executor(); }

  /// First what the HTTP parser had read beyond the request, then the socket.
  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
        [this](auto completion, const Buffers& into) {
          if (already_read_.empty()) return outbox_->socket().async_read_some(into, std::move(completion));
          const std::size_t size = boost::asio::buffer_copy(into, boost::asio::buffer(already_read_));
          already_read_.erase(0, size);
          finish(std::move(completion), size);
        },
        handler, buffers);
  }

  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
        [this](auto completion, const Buffers& from) {
          std::string bytes = boost::beast::buffers_to_string(from);
          const std::size_t size = bytes.size();
          outbox_->write_raw(std::move(bytes));
          finish(std::move(completion), size);
        },
        handler, buffers);
  }

  [[nodiscard]] Outbox& outbox() { return *outbox_; }

 private:
  template <class Completion>
  void finish(Completion completion, std::size_t size) {
    auto executor = boost::asio::get_associated_executor(completion, get_executor());
    boost::asio::post(executor, [completion = std::move(completion), size]() mutable {
      std::move(completion)(boost::system::error_code(), size);
    });
  }

  std::shared_ptr<Outbox> outbox_;
  std::string already_read_;
};

/// Beast calls it when it has no more to say. It is the session that then lets go of the socket: what is
/// queued goes out first.
template <class Handler>
void async_teardown(boost::beast::role_type, OutboxStream& stream, Handler&& handler) {
  auto executor = boost::asio::get_associated_executor(handler, stream.get_executor());
  boost::asio::post(executor, [handler = std::forward<Handler>(handler)]() mutable {
    std::move(handler)(boost::system::error_code());
  });
}

inline void teardown(boost::beast::role_type, OutboxStream& stream, boost::system::error_code& error) {
  stream.outbox().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
}

/// Beast's own timeouts end a stream with it.
inline void beast_close_socket(OutboxStream& stream) { stream.outbox().reset(); }

}  // namespace chatelier
