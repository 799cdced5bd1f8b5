// A request's head, byte by byte: what a server must refuse and Beast alone accepts (requirement 33).
#include "platform/net/request_head.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;

namespace {

Result<RequestHead> read(std::string_view head) {
  return read_head(head, HeadLimits{}, OwnHosts{"chat.example", false});
}

unsigned refused_with(std::string_view head) {
  const auto result = read(head);
  return result ? 0 : info(result.error().code).status;
}

std::string get(std::string_view lines) {
  return std::string("GET / HTTP/1.1\r\nHost: chat.example\r\n").append(lines) + "\r\n";
}
std::string post(std::string_view lines) {
  return std::string("POST /x HTTP/1.1\r\nHost: chat.example\r\n").append(lines) + "\r\n";
}

}  // namespace

TEST_CASE("a plain request is read [req-33]") {
  const auto head = read("GET /rooms/1?limit=2&a=%20 HTTP/1.1\r\nHost: chat.example\r\nX-A:  b \r\n\r\n");
  REQUIRE(head.has_value());
  CHECK(head->method == "GET");
  CHECK(head->path == "/rooms/1");
  CHECK(head->query == "limit=2&a=%20");
  CHECK(head->field("x-a") == "b");
  CHECK(head->keep_alive);
  CHECK_FALSE(head->has_body());
}

TEST_CASE("a transfer encoding other than one `chunked` never reaches the body [req-33]") {
  for (const std::string value : {"identity", "xchunked", "blegh", "chunked, identity", "gzip, chunked",
                                  ",chunked", "chunked, chunked", "\vchunked", "chunked;q=1"}) {
    CAPTURE(value);
    CHECK(refused_with(post("Transfer-Encoding: " + value + "\r\n")) >= 400);
  }
  CHECK(refused_with(post("Transfer-Encoding: \xa0"
                          "chunked\r\n")) == 400);
  CHECK(refused_with(post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")) == 400);
  CHECK(refused_with(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) == 400);
  CHECK(refused_with(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")) == 400);
  CHECK(refused_with("POST / HTTP/1.0\r\nHost: chat.example\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
  const auto chunked = read(post("Transfer-Encoding: Chunked\r\n"));
  REQUIRE(chunked.has_value());
  CHECK(chunked->chunked);
}

TEST_CASE("a content length is one number [req-33]") {
  for (const std::string value :
       {"-5", "+5", "1_0", "0x10", "18446744073709551617", "", "1Z", "5, 5", "5 5", "1.0"}) {
    CAPTURE(value);
    CHECK(refused_with(post("Content-Length: " + value + "\r\n")) == 400);
  }
  CHECK(refused_with(post("Content-Length: 5\r\nContent-Length: 5\r\n")) == 400);
  CHECK(refused_with(post("Content-Length: 5\r\nContent-Length: 6\r\n")) == 400);
  const auto sized = read(post("Content-Length: 5\r\n"));
  REQUIRE(sized.has_value());
  CHECK(sized->content_length == 5U);
}

TEST_CASE("exactly one Host, and it is ours [req-33]") {
  CHECK(refused_with("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(refused_with("GET / HTTP/1.1\r\nHost: chat.example\r\nHost: chat.example\r\n\r\n") == 400);
  for (const std::string host : {"a b", "a/../b", "a@b", "a:b", "[::1", "a:123456", ":80"}) {
    CAPTURE(host);
    CHECK(refused_with("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n") == 400);
  }
  CHECK(refused_with("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n") == 421);
  CHECK(refused_with("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == 421);
  CHECK(refused_with("GET / HTTP/1.1\r\nHost: CHAT.example\r\n\r\n") == 0);

  const OwnHosts local{"localhost:8080", true};
  for (const char* host : {"localhost", "localhost:9", "127.0.0.1:8080", "[::1]:1"})
    CHECK(local.contains(host));
  for (const char* host : {"localhost.evil", "127.0.0.1.evil:80", "evil"})
    CHECK_FALSE(local.contains(host));
}

TEST_CASE("the target is a path of ours [req-33]") {
  for (const std::string target : {"*", "//evil", "/a#f", "!", "http://evil.example/", "http:///", "evil",
                                   "/a\"b", "/a<b", "/a\\b", "/a{b}"}) {
    CAPTURE(target);
    CHECK(refused_with("GET " + target + " HTTP/1.1\r\nHost: chat.example\r\n\r\n") == 400);
  }
  CHECK(refused_with("GET /\xe9 HTTP/1.1\r\nHost: chat.example\r\n\r\n") == 400);
  const auto absolute = read("GET http://chat.example/a HTTP/1.1\r\nHost: chat.example\r\n\r\n");
  REQUIRE(absolute.has_value());
  CHECK(absolute->path == "/a");
  CHECK(refused_with("CONNECT chat.example:443 HTTP/1.1\r\nHost: chat.example\r\n\r\n") == 405);
  CHECK(refused_with("TRACE / HTTP/1.1\r\nHost: chat.example\r\n\r\n") == 405);
}

TEST_CASE("lines, names and values have one meaning only [req-33]") {
  CHECK(refused_with(get("X: a\r\n b\r\n")) == 400);  // obs-fold
  CHECK(refused_with(get(" X: a\r\n")) == 400);
  CHECK(refused_with(get("X : a\r\n")) == 400);
  CHECK(refused_with(get(": a\r\n")) == 400);
  CHECK(refused_with(get("X\xe9: a\r\n")) == 400);
  CHECK(refused_with(get("X\r\n")) == 400);
  CHECK(refused_with(get("X: a\nY: b\r\n")) == 400);
  CHECK(refused_with(get("X: a\rb\r\n")) == 400);
  CHECK(refused_with(get("X: a\x01\r\n")) == 400);
  CHECK(refused_with(get(std::string("X: a\0b\r\n", 8))) == 400);
  CHECK(refused_with("GET / HTTP/1.1\nHost: chat.example\n\r\n") == 400);
}

TEST_CASE("only HTTP/1.0 and 1.1 [req-33]") {
  for (const std::string version : {"HTTP/1.2", "HTTP/2.0", "HTTP/9.9"})
    CHECK(refused_with("GET / " + version + "\r\nHost: chat.example\r\n\r\n") == 505);
  for (const std::string version : {"HTTP/1.32", "HTTP/1", "http/1.1", "HTTP/1.x", "HTPP/1.1", ""})
    CHECK(refused_with("GET / " + version + "\r\nHost: chat.example\r\n\r\n") == 400);
  CHECK(refused_with("GET /\r\n\r\n") == 400);
}

TEST_CASE("heads have bounds [req-33]") {
  CHECK(refused_with(get("X: " + std::string(9'000, 'a') + "\r\n")) == 431);
  std::string many;
  for (int i = 0; i < 101; ++i)
    many += "a:b\r\n";
  CHECK(refused_with(get(many)) == 431);
  CHECK(refused_with("GET /" + std::string(7'000, 'a') + " HTTP/1.1\r\nHost: chat.example\r\n\r\n") == 414);
}

TEST_CASE("a field that came twice has neither value alone") {
  const auto head = read(get("Origin: https://a\r\nOrigin: https://b\r\nCookie: a=1\r\nCookie: b=2\r\n"));
  REQUIRE(head.has_value());
  CHECK(head->field("origin") == "https://a, https://b");
  CHECK(head->field("cookie") == "a=1; b=2");
}

TEST_CASE("the end of a connection is what the peer asks for") {
  CHECK_FALSE(read(get("Connection: close\r\n"))->keep_alive);
  CHECK_FALSE(read("GET / HTTP/1.0\r\nHost: chat.example\r\n\r\n")->keep_alive);
  CHECK(read(get("Expect: 100-continue\r\n"))->expects_continue);
  CHECK(refused_with(get("Expect: miracles\r\n")) == 400);
}
