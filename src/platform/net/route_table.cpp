#include "route_table.hpp"

#include <chatelier/wire.hpp>

#include <algorithm>

namespace chatelier {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  if (!wire::is_valid_text(decoded)) return std::nullopt;
  return decoded;
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> words;
  if (query.empty()) return words;
  for (const std::string_view part : split(query, '&')) {
    const auto equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals), true);
    auto value =
        percent_decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    words.emplace_back(std::move(*name), std::move(*value));
  }
  return words;
}

void RouteTable::add(std::string_view method, std::string_view path, std::size_t value) {
  Row row{std::string(method), {}, value};
  for (const std::string_view part : split(path.substr(1), '/')) {
    const bool parameter = part.size() > 2 && part.front() == '{' && part.back() == '}';
    row.segments.push_back(
        Segment{parameter, std::string(parameter ? part.substr(1, part.size() - 2) : part)});
  }
  const auto literals = [](const Row& it) {
    return std::count_if(it.segments.begin(), it.segments.end(),
                         [](const Segment& s) { return !s.parameter; });
  };
  const auto place =
      std::find_if(rows_.begin(), rows_.end(), [&](const Row& it) { return literals(it) < literals(row); });
  rows_.insert(place, std::move(row));
}

RouteTable::Outcome RouteTable::find(std::string_view method, std::string_view path) const {
  Outcome outcome;
  std::vector<std::string> segments;
  // Decoded after splitting: an encoded slash is part of a segment, not a border.
  for (const std::string_view part : split(path.substr(1), '/')) {
    auto decoded = percent_decode(part);
    if (!decoded) {
      outcome.malformed = true;
      return outcome;
    }
    segments.push_back(std::move(*decoded));
  }
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Row& row : rows_) {
    auto parameters = matches(row, segments);
    if (!parameters) continue;
    if (row.method == wanted) {
      outcome.match = Match{row.value, std::move(*parameters)};
      return outcome;
    }
    if (outcome.allow.find(row.method) != std::string::npos) continue;
    if (!outcome.allow.empty()) outcome.allow += ", ";
    outcome.allow += row.method == "GET" ? "GET, HEAD" : row.method;
  }
  return outcome;
}

std::optional<std::vector<std::pair<std::string_view, std::string>>> RouteTable::matches(
    const Row& row, const std::vector<std::string>& segments) {
  if (row.segments.size() != segments.size()) return std::nullopt;
  std::vector<std::pair<std::string_view, std::string>> parameters;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!row.segments[i].parameter) {
      if (row.segments[i].text != segments[i]) return std::nullopt;
    } else {
      if (segments[i].empty()) return std::nullopt;
      parameters.emplace_back(row.segments[i].text, segments[i]);
    }
  }
  return parameters;
}

}  // namespace chatelier
