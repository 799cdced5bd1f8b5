// The values of request fields that we read ourselves: cookies, credentials, provenance, trace, forwarded
// addresses. The input's lines are the fields in this order.
#include "features/auth/cookie.hpp"
#include "platform/net/client_address.hpp"
#include "platform/net/field_text.hpp"
#include "platform/net/request_guard.hpp"
#include "platform/net/static_files.hpp"
#include "target.hpp"

#include <algorithm>
#include <array>

namespace {

using namespace chatelier;
using fuzz::require;

constexpr std::array<std::string_view, 8> names{"cookie",         "authorization",  "traceparent",
                                                "sec-fetch-site", "origin",         "x-forwarded-for",
                                                "content-type",   "accept-encoding"};
using Values = std::array<std::string_view, names.size()>;

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// The same by the letter of RFC 6265, 4.2.1: pairs between semicolons; of two with one name none is believed.
std::string_view expected_cookie(std::string_view field, std::string_view name) {
  std::string_view value;
  int found = 0;
  for (std::size_t begin = 0; begin <= field.size();) {
    const std::size_t end = std::min(field.find(';', begin), field.size());
    const std::string_view pair = trimmed(field.substr(begin, end - begin));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      ++found;
      value = pair.substr(name.size() + 1);
    }
    begin = end + 1;
  }
  return found == 1 ? value : std::string_view();
}

void check_cookies(std::string_view field) {
  for (const std::string_view name : {"chatelier", "__Host-chatelier"}) {
    const std::string_view value = cookie_value(field, name);
    require(lies_in(value, field) && value.find(';') == std::string_view::npos,
            "a value is part of its field");
    require(value == expected_cookie(field, name), "the one cookie of that name, or none");
  }
  // What we would set is what we read back, behind whatever else the browser holds.
  const bool foreign_one = field.find("__Host-chatelier") != std::string_view::npos;
  const std::string set = auth::session_cookie("b64-url_SECRET", std::chrono::hours(1), true);
  const std::string sent = std::string(field) + "; " + set.substr(0, set.find(';'));
  if (!foreign_one) require(cookie_value(sent, "__Host-chatelier") == "b64-url_SECRET", "our own comes back");
}

void check_credential(const RequestView& request, const Values& values) {
  const auto credential = credential_of(request, true);
  if (!credential) {
    require(cookie_value(values[0], "__Host-chatelier").empty(), "a cookie is a credential");
    return;
  }
  require(lies_in(credential->secret, credential->cookie ? values[0] : values[1]),
          "a secret is what was sent");
  require(credential->cookie || trimmed(credential->secret) == credential->secret,
          "a token has no blanks around it");
}

void check_origin(const RequestView& request, const Values& values) {
  const std::string_view ours = "https://chat.example";
  const std::string_view site = values[3], origin = values[4];
  const bool agree = (site.empty() || site == "same-origin") && (origin.empty() || origin == ours);
  const Provenance provenance = provenance_of(request, ours);
  require((provenance == Provenance::foreign) == !agree, "what disagrees is foreign");
  require((provenance == Provenance::unsaid) == (site.empty() && origin.empty()), "nothing said is unsaid");
}

void check_addresses(std::string_view forwarded) {
  static const std::vector<AddressRange> trusted{*AddressRange::parse("10.0.0.0/8"),
                                                 *AddressRange::parse("2001:db8::/32")};
  require(client_address("192.0.2.1", forwarded, trusted) == "192.0.2.1", "a stranger forwards for nobody");
  const std::string client = client_address("10.0.0.1", forwarded, trusted);
  require(AddressRange::parse(client).has_value(), "a client has an address");
  const std::string appended = std::string(forwarded) + ", 192.0.2.7";
  require(client_address("10.0.0.1", appended, trusted) == "192.0.2.7", "the nearest stranger is the client");
  require(network_for_log(client).size() <= client.size() + 2, "a network is no longer than its address");
}

void run(std::string_view input) {
  Values values;
  for (std::string_view& value : values) {
    const auto end = std::min(input.find('\n'), input.size());
    value = trimmed(input.substr(0, end));  // as read_head leaves it
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  RequestView request{};
  request.header = [&values](std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::string_view()
                                : values[static_cast<std::size_t>(found - names.begin())];
  };
  check_cookies(values[0]);
  check_credential(request, values);
  const std::string trace = trace_of(values[2]);
  require(trace.size() == 32 && trace.find_first_not_of("0123456789abcdef") == std::string::npos &&
              trace.find_first_not_of('0') != std::string::npos,
          "a trace id is 32 digits and not zero");
  check_origin(request, values);
  check_addresses(values[5]);
  require(!is_json(values[6]) || values[6].size() >= 16, "JSON calls itself application/json");
  const std::string_view coding = choose_coding(values[7], true, false);
  require(coding == "br" || coding == "identity", "only a coding that there is");
}

const fuzz::Registration registered("request_fields", run);

}  // namespace
