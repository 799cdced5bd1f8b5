#include "response.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace chatelier {
namespace {

// Nothing but what this very server sends may run, style, frame or be reached; templates of the page's
// framework pass through one named Trusted Types policy.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' "
    "blob:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script';"
    " trusted-types solid";

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> always{{
    {"Content-Security-Policy", content_security_policy},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=()"},
}};

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

// IMF-fixdate (RFC 9110, 5.6.7); it changes once a second.
std::string date_now() {
  const std::time_t now = std::time(nullptr);
  thread_local std::time_t last = 0;
  thread_local std::string text;
  if (now != last) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 40> buffer{};
    text.assign(buffer.data(),
                std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
    last = now;
  }
  return text;
}

bool has_body(unsigned status) { return status != 204 && status != 304 && status >= 200; }

}  // namespace

Response response_of(Answer answer) {
  Response response;
  response.status = answer.status;
  response.content_type = std::move(answer.content_type);
  response.body = std::move(answer.body);
  response.headers = std::move(answer.headers);
  return response;
}

Response refusal_of(const Error& error, const std::string& trace) {
  Response response = response_of(problem(error, trace));
  response.headers.emplace_back("X-Request-Id", trace);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::string encode_head(const Response& response, const ResponsePolicy& policy, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.reserve(1'200);
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  head.append(reason_of(response.status)).append("\r\n");
  add("Date", date_now());
  if (has_body(response.status)) {
    add("Content-Type", response.content_type);
    add("Content-Length", std::to_string(response.content().size()));
  }
  for (const auto& [name, value] : response.headers)
    add(name, value);
  for (const auto& [name, value] : always)
    add(name, value);
  if (policy.https) add("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  add("Connection", keep_alive ? "keep-alive" : "close");
  return head.append("\r\n");
}

}  // namespace chatelier
