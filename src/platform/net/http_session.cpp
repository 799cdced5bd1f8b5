#include "http_session.hpp"

#include "client_address.hpp"
#include "request_guard.hpp"
#include "upgrade_head.hpp"

#include <chatelier/ids.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>

namespace chatelier {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::string_view upgrade_path = "/api/v1/ws";
constexpr std::size_t body_limit = 64 << 10;
constexpr std::size_t read_size = 4 << 10;
// Once the server is about to end: for a request that has begun, and for one that may be on its way.
constexpr std::chrono::milliseconds last_patience{5'000};
constexpr std::chrono::milliseconds last_idle_patience{500};
constexpr std::chrono::milliseconds cancelled_again_after{100};

}  // namespace

HttpSession::HttpSession(Shard& shard, asio::ip::tcp::socket socket, std::string peer,
                         const HttpSettings& settings, Router& router, const StaticFiles& files,
                         UpgradeHandler upgrade)
    : shard_(shard),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      settings_(settings),
      router_(router),
      files_(files),
      upgrade_(std::move(upgrade)),
      deadline_(shard.wheel(), [this] {
        timed_out_ = true;
        boost::system::error_code ignored;  // a socket that is gone has nothing to cancel
        socket_.cancel(ignored);
        // A read that had just ended is not cancelled, and what follows it would wait without end.
        deadline_.start(cancelled_again_after);
      }) {}

Response HttpSession::refusal(const Error& error, std::string_view from) const {
  const std::string trace = new_trace_id();
  settings_.logger.info("request.refused", {{"code", info(error.code).code},
                                            {"why", error.detail},
                                            {"from", network_for_log(from)},
                                            {"trace", trace}});
  return refusal_of(error, trace);
}

void HttpSession::finish() {
  finishing_ = true;
  if (deadline_.running()) wait_at_most(last_patience);
}

void HttpSession::wait_at_most(std::chrono::milliseconds patience) {
  deadline_.start(finishing_ ? std::min(patience, idle_ ? last_idle_patience : last_patience) : patience);
}

Task<void> HttpSession::run() {
  const auto self = shared_from_this();
  // Who was let in before the end began has one answer.
  while (served_ == 0 || !finishing_) {
    idle_ = buffer_.size() == 0;
    wait_at_most(settings_.idle_patience);
    auto head = co_await read_head_text();
    idle_ = false;
    deadline_.cancel();
    if (!head) {
      if (head.error().code != ErrorCode::internal) co_await refuse(head.error());
      co_return;
    }
    const Next next = co_await serve(std::move(*head));
    if (next != Next::again) co_return;
  }
}

// The internal error stands for a peer that is gone: nobody is left to be told.
Task<Result<std::string>> HttpSession::read_head_text() {
  bool begun = buffer_.size() > 0;
  if (begun) wait_at_most(settings_.head_patience);
  while (true) {
    std::string_view text(static_cast<const char*>(buffer_.data().data()), buffer_.size());
    if (text.substr(0, 2) == "\r\n") {  // some clients end a body with one line break too many
      buffer_.consume(2);
      continue;
    }
    const auto end = text.find("\r\n\r\n");
    if (end != std::string_view::npos) {
      std::string head(text.substr(0, end + 4));
      buffer_.consume(end + 4);
      co_return head;
    }
    if (text.size() > settings_.limits.bytes)
      co_return fail(text.find("\r\n") == std::string_view::npos ? ErrorCode::request_uri_too_long
                                                                 : ErrorCode::request_header_too_large);
    // Bare line feeds only: no empty line of ours will ever come.
    if (text.find("\n\n") != std::string_view::npos)
      co_return fail(ErrorCode::request_malformed, "a bare LF");

    boost::system::error_code error;
    const std::size_t size = co_await socket_.async_read_some(
        buffer_.prepare(read_size), asio::redirect_error(asio::use_awaitable, error));
    if (error || timed_out_)
      co_return fail(timed_out_ && begun ? ErrorCode::request_timeout : ErrorCode::internal);
    buffer_.commit(size);
    if (!std::exchange(begun, true)) {
      idle_ = false;
      wait_at_most(settings_.head_patience);
    }
  }
}

Task<HttpSession::Next> HttpSession::serve(std::string head_text) {
  auto head = read_head(head_text, settings_.limits, settings_.hosts);
  if (!head) {
    co_await refuse(head.error());
    co_return Next::end;
  }
  const std::string address =
      client_address(peer_, head->field("x-forwarded-for"), settings_.trusted_proxies);
  RequestView request;
  request.method = head->method;
  request.path = head->path;
  request.query = head->query;
  request.address = address;
  request.header = [&head](std::string_view name) { return head->field(name); };
  if (head->path == upgrade_path && head->method == "GET" && !head->has_body())
    co_return co_await try_upgrade(*head, request, std::move(head_text));

  auto body = co_await read_body(*head, head_text);
  if (!body) {
    if (body.error().code != ErrorCode::internal) co_await refuse(body.error());
    co_return Next::end;
  }
  request.body = *body;
  Response response = co_await answer(*head, request);
  // The last one says so: who knows it does not send another into a connection that is being closed.
  const bool last = ++served_ >= settings_.requests_per_connection || !head->keep_alive;
  response.close = response.close || finishing_ || last;
  const bool written = co_await write(&*head, std::move(response));
  co_return written && !last && !finishing_ ? Next::again : Next::end;
}

// Beast decodes the framing, which `read_head` has found sound; whatever trailers it merges into its own
// fields is dropped with them.
Task<Result<std::string>> HttpSession::read_body(const RequestHead& head, std::string_view head_text) {
  if (!head.has_body()) co_return std::string();
  if (head.content_length.value_or(0) > body_limit) co_return fail(ErrorCode::request_too_large);
  boost::system::error_code error;
  if (head.expects_continue) {
    const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(socket_, asio::buffer(go_on),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return fail(ErrorCode::internal);
  }
  http::request_parser<http::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(settings_.limits.bytes) + 1);
  parser.body_limit(body_limit);
  parser.put(asio::buffer(head_text), error);
  if (error) co_return fail(ErrorCode::request_malformed, error.message());

  wait_at_most(settings_.body_patience);
  co_await http::async_read(socket_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  deadline_.cancel();
  if (error == http::error::body_limit) co_return fail(ErrorCode::request_too_large);
  if (error == http::error::buffer_overflow) co_return fail(ErrorCode::request_header_too_large);
  if (error && timed_out_) co_return fail(ErrorCode::request_timeout);
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error == asio::error::operation_aborted || error == asio::error::connection_reset)
    co_return fail(ErrorCode::internal);
  if (error) co_return fail(ErrorCode::request_malformed, error.message());
  co_return std::move(parser.get().body());
}

Response HttpSession::no_socket(const Error& error, std::string_view from) const {
  Response response = refusal(error, from);
  if (error.code == ErrorCode::request_method_not_allowed) response.headers.emplace_back("Allow", "GET");
  if (error.code == ErrorCode::request_upgrade_required) {
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
  }
  return response;
}

Task<Response> HttpSession::answer(const RequestHead& head, const RequestView& request) {
  // With a body there is no upgrade: behind it nobody knows where the frames begin.
  if (head.path == upgrade_path)
    co_return no_socket(fail(head.method == "GET" ? ErrorCode::request_upgrade_required
                                                  : ErrorCode::request_method_not_allowed),
                        request.address);
  if (router_.owns(head.path) && !files_.has(head.path)) {
    Answer reply = co_await router_.handle(request);
    co_return response_of(std::move(reply));
  }
  if (head.method != "GET" && head.method != "HEAD") {
    Response refused = refusal(fail(ErrorCode::request_method_not_allowed), request.address);
    refused.headers.emplace_back("Allow", "GET, HEAD");
    co_return refused;
  }
  auto file = files_.answer(head.path, head.field("accept-encoding"), head.field("if-none-match"));
  co_return file ? std::move(*file) : refusal(file.error(), request.address);
}

Task<HttpSession::Next> HttpSession::try_upgrade(const RequestHead& head, const RequestView& request,
                                                 std::string head_text) {
  const auto asks = check_upgrade(head);
  Result<Context> context = asks ? fail(ErrorCode::internal) : asks.error();
  if (asks) {
    try {
      context = co_await router_.authorize_upgrade(request);
    } catch (const std::exception&) {
      context = fail_after(ErrorCode::server_unavailable, std::chrono::seconds(1));
    }
  }
  if (!context) {
    Response response = no_socket(context.error(), request.address);
    response.close = true;
    co_await write(&head, std::move(response));
    co_return Next::end;
  }
  Upgrade upgrade{std::move(socket_), std::move(head_text), {}, std::move(*context)};
  upgrade.already_read.assign(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  upgrade_(std::move(upgrade));
  co_return Next::upgraded;
}

Task<bool> HttpSession::write(const RequestHead* head, Response response) {
  const std::string text = encode_head(response, settings_.policy, !response.close);
  const bool with_body =
      (head == nullptr || head->method != "HEAD") && response.status != 304 && response.status != 204;
  const std::array<asio::const_buffer, 2> buffers{
      asio::buffer(text),
      with_body ? asio::buffer(response.content().data(), response.content().size()) : asio::const_buffer()};
  wait_at_most(settings_.body_patience);
  boost::system::error_code error;
  co_await asio::async_write(socket_, buffers, asio::redirect_error(asio::use_awaitable, error));
  deadline_.cancel();
  co_return !error;
}

// The connection ends after it: where a request's end is in doubt, so is the beginning of the next.
Task<void> HttpSession::refuse(const Error& error) {
  timed_out_ = false;
  Response response = refusal(error, peer_);
  response.close = true;
  const bool written = co_await write(nullptr, std::move(response));
  if (!written) co_return;
  // What the client still sends is read for a moment, or the kernel would reset the connection and lose our
  // answer.
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  deadline_.start(std::chrono::milliseconds(500));
  std::array<char, read_size> dropped;
  boost::system::error_code end;
  while (!end && !timed_out_)
    co_await socket_.async_read_some(asio::buffer(dropped), asio::redirect_error(asio::use_awaitable, end));
}

}  // namespace chatelier
