// What a request says about itself, and whether it comes from our own page. Pure functions over header
// values.
#pragma once

#include <chatelier/ports.hpp>
#include <chatelier/router.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace chatelier {

/// The value of one cookie of a `Cookie` field; empty when it is absent or there twice.
[[nodiscard]] std::string_view cookie_value(std::string_view field, std::string_view name);

/// The secret that came with the request: a bearer token wins over the cookie. Null when there is none.
[[nodiscard]] std::optional<Credential> credential_of(const RequestView& request, bool secure_cookies);

/// The trace id of a W3C `traceparent`, or a new one.
[[nodiscard]] std::string trace_of(std::string_view traceparent);

enum class Provenance : std::uint8_t {
  same_origin,  // the browser says that our own page asks
  foreign,      // the browser says that another page asks
  unsaid,       // no browser, or an old one
};
/// `origin`: ours. Sec-Fetch-Site is believed first, `Origin` must agree when it is there.
[[nodiscard]] Provenance provenance_of(const RequestView& request, std::string_view origin);

/// Methods that change nothing (RFC 9110, 9.2.1).
[[nodiscard]] bool is_safe(std::string_view method);

/// Takes the same time wherever the two differ.
[[nodiscard]] bool equal_secret(std::string_view a, std::string_view b);

/// `application/json`, with or without a charset of UTF-8.
[[nodiscard]] bool is_json(std::string_view content_type);

/// An address as logs may hold it: its network.
[[nodiscard]] std::string network_for_log(std::string_view address);

}  // namespace chatelier
