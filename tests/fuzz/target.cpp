// The list of targets, which their files fill before main begins.
#include "target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace chatelier::fuzz {
namespace {

std::vector<Target>& registered() {
  static std::vector<Target> list;
  return list;
}

}  // namespace

std::vector<Target> targets() {
  std::vector<Target> list = registered();
  std::sort(list.begin(), list.end(), [](const Target& a, const Target& b) { return a.name < b.name; });
  return list;
}

Registration::Registration(std::string_view name, void (*run)(std::string_view input)) {
  registered().push_back(Target{name, run});
}

void require(bool holds, std::string_view what, std::source_location where) {
  if (holds) return;
  const std::string line(what);
  std::fprintf(stderr, "%s:%u: does not hold: %s\n", where.file_name(), static_cast<unsigned>(where.line()),
               line.c_str());
  std::abort();
}

}  // namespace chatelier::fuzz
