// What libFuzzer calls, in the preset `fuzz`: one program for all targets, `--target=NAME` says which.
#include "target.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

chatelier::fuzz::Target chosen{};

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  constexpr std::string_view flag = "--target=";
  for (int i = 1; i < *count; ++i) {
    const std::string_view argument((*arguments)[i]);
    if (!argument.starts_with(flag)) continue;
    for (const auto& target : chatelier::fuzz::targets())
      if (target.name == argument.substr(flag.size())) chosen = target;
  }
  if (chosen.run != nullptr) return 0;
  std::fputs("--target=NAME is missing or unknown; there are:", stderr);
  for (const auto& target : chatelier::fuzz::targets())
    std::fprintf(stderr, " %.*s", static_cast<int>(target.name.size()), target.name.data());
  std::fputs("\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  chosen.run(std::string_view(reinterpret_cast<const char*>(bytes), size));
  return 0;
}
