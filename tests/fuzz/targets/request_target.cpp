// Path and query of a request: decoding has an inverse, and the table of routes finds one route or none. The
// input is METHOD, a blank, the target.
#include "platform/net/route_table.hpp"
#include "target.hpp"

#include <chatelier/protocol.hpp>

#include <algorithm>

namespace {

using namespace chatelier;
using fuzz::require;

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

const RouteTable& all_routes() {
  static const RouteTable table = [] {
    RouteTable made;
    for (const protocol::RouteSpec* spec : protocol::all_routes())
      made.add(spec->method, spec->path, spec->index);
    return made;
  }();
  return table;
}

void check_word(std::string_view text) {
  for (const bool plus : {false, true}) {
    const auto decoded = percent_decode(text, plus);
    if (!decoded) continue;
    require(wire::is_valid_text(*decoded), "what was decoded is text");
    require(decoded->size() <= text.size(), "decoding never grows");
    require(percent_decode(encoded(*decoded), plus) == decoded, "encoding is its inverse");
    if (text.find_first_of("%+") == std::string_view::npos) require(*decoded == text, "plain stays plain");
  }
}

void check_query(std::string_view query) {
  const auto words = parse_query(query);
  if (!words) return;
  const auto parts = query.empty() ? 0 : std::count(query.begin(), query.end(), '&') + 1;
  require(words->size() == static_cast<std::size_t>(parts), "one word for every part");
  std::string text;
  for (const auto& [name, value] : *words)
    text += (text.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
  if (!words->empty()) require(parse_query(text) == words, "a query encoded again reads the same");
}

// The pattern of the route with the parameters put back in.
std::string path_of(const protocol::RouteSpec& spec, const RouteTable::Match& match) {
  std::string path(spec.path);
  for (const auto& [name, value] : match.parameters) {
    const std::string hole = "{" + std::string(name) + "}";
    const auto at = path.find(hole);
    require(at != std::string::npos, "a parameter is one of the route's");
    path.replace(at, hole.size(), encoded(value));
  }
  require(path.find('{') == std::string::npos, "every parameter has a value");
  return path;
}

void check_route(std::string_view method, std::string_view path) {
  const RouteTable::Outcome found = all_routes().find(method, path);
  if (!found.match) return;
  require(found.allow.empty() || !found.malformed, "an outcome is one of three");
  for (const auto& [name, value] : found.match->parameters)
    require(!value.empty() && wire::is_valid_text(value), "a parameter is text");
  const protocol::RouteSpec& spec = *protocol::all_routes()[found.match->value];
  const RouteTable::Outcome again = all_routes().find(spec.method, path_of(spec, *found.match));
  require(again.match && again.match->value == found.match->value &&
              again.match->parameters == found.match->parameters,
          "a path made of route and parameters leads there again");
}

void run(std::string_view input) {
  const auto blank = std::min(input.find(' '), input.size());
  const std::string_view method = input.substr(0, blank);
  std::string_view target = input.substr(std::min(blank + 1, input.size()));
  const auto question = std::min(target.find('?'), target.size());
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  target = target.substr(0, question);
  check_word(target);
  check_query(query);
  if (target.starts_with('/')) check_route(method, target);  // read_head lets nothing else through
}

const fuzz::Registration registered("request_target", run);

}  // namespace
