// Which endpoint a method and a path mean. Pure; immutable once the router is complete.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier {

/// Paths as segments; `{name}` takes any one non-empty segment. A literal segment wins over a parameter.
class RouteTable {
 public:
  /// `path` as the schema writes it: `/rooms/{room}/messages/{seq}`. `value` is what `find` gives back.
  void add(std::string_view method, std::string_view path, std::size_t value);

  struct Match {
    std::size_t value = 0;
    std::vector<std::pair<std::string_view, std::string>> parameters;  // decoded; the names live in the table
  };
  struct Outcome {
    std::optional<Match> match;
    std::string allow;       // when there is no match but other methods: for the Allow header
    bool malformed = false;  // a bad percent encoding
  };
  /// `path` as it came, percent-encoded. HEAD finds GET.
  [[nodiscard]] Outcome find(std::string_view method, std::string_view path) const;

 private:
  struct Segment {
    bool parameter = false;
    std::string text;
  };
  struct Row {
    std::string method;
    std::vector<Segment> segments;
    std::size_t value = 0;
  };
  static std::optional<std::vector<std::pair<std::string_view, std::string>>> matches(
      const Row& row, const std::vector<std::string>& segments);

  std::vector<Row> rows_;  // rows with more literal segments first
};

/// Percent-decoding of one path segment or query word; null when it is malformed or not UTF-8 without NUL.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// `a=1&b=2` decoded; null when any word is malformed.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(
    std::string_view query);

}  // namespace chatelier
