#include "request_guard.hpp"

#include "field_text.hpp"

#include <chatelier/ids.hpp>

#include <sodium.h>

#include <algorithm>
#include <cctype>

namespace chatelier {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string_view cookie_value(std::string_view field, std::string_view name) {
  std::string_view value;
  bool found = false;
  while (!field.empty()) {
    const auto end = field.find(';');
    const std::string_view pair = trimmed(field.substr(0, end));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      if (found) return {};  // somebody planted a second one; neither is believed
      found = true;
      value = pair.substr(equals + 1);
    }
    if (end == std::string_view::npos) break;
    field.remove_prefix(end + 1);
  }
  return value;
}

std::optional<Credential> credential_of(const RequestView& request, bool secure_cookies) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view authorization = request.header("authorization");
  if (authorization.size() > scheme.size() &&
      equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
    return Credential{trimmed(authorization.substr(scheme.size())), false};
  const std::string_view secret =
      cookie_value(request.header("cookie"), secure_cookies ? "__Host-chatelier" : "chatelier");
  if (secret.empty()) return std::nullopt;
  return Credential{secret, true};
}

// 00-<32 hex>-<16 hex>-<2 hex>; an id of zeros is invalid.
std::string trace_of(std::string_view traceparent) {
  if (traceparent.size() == 55 && traceparent.substr(0, 3) == "00-" && traceparent[35] == '-' &&
      traceparent[52] == '-') {
    const std::string_view trace = traceparent.substr(3, 32);
    if (is_lower_hex(trace) && trace.find_first_not_of('0') != std::string_view::npos)
      return std::string(trace);
  }
  return new_trace_id();
}

Provenance provenance_of(const RequestView& request, std::string_view origin) {
  const std::string_view site = request.header("sec-fetch-site");
  const std::string_view from = request.header("origin");
  if (!site.empty() && site != "same-origin") return Provenance::foreign;
  if (!from.empty() && from != origin) return Provenance::foreign;
  return site.empty() && from.empty() ? Provenance::unsaid : Provenance::same_origin;
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

bool equal_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_json(std::string_view content_type) {
  const auto end = content_type.find(';');
  if (!equal_ignoring_case(trimmed(content_type.substr(0, end)), "application/json")) return false;
  if (end == std::string_view::npos) return true;
  return equal_ignoring_case(trimmed(content_type.substr(end + 1)), "charset=utf-8");
}

std::string network_for_log(std::string_view address) {
  const auto dot = address.rfind('.');
  if (dot != std::string_view::npos) return std::string(address.substr(0, dot)) + ".0";
  std::size_t groups = 0;
  for (std::size_t i = 0; i < address.size(); ++i)
    if (address[i] == ':' && ++groups == 3) return std::string(address.substr(0, i)) + "::";
  return std::string(address);
}

}  // namespace chatelier
