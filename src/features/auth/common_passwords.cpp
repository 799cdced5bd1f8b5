// The list is cut into lines once, at its first use; nothing is copied.
#include "common_passwords.hpp"

namespace chatelier::auth {
namespace {

constexpr std::string_view text =
#include "common_passwords.inc"
    ;

std::vector<std::string_view> lines() {
  std::vector<std::string_view> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::string_view line = text.substr(begin, end - begin);
    if (!line.starts_with("#!")) result.push_back(line);
    begin = end + 1;
  }
  return result;
}

}  // namespace

const std::vector<std::string_view>& common_passwords() {
  static const std::vector<std::string_view> list = lines();
  return list;
}

}  // namespace chatelier::auth
