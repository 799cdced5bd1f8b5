// The suite `fuzz` of ./dev test: every target reads its corpus again, then seeded mutations of it for a
// while. Each target has a process of its own, so that one that dies takes no other with it; the input that
// killed it is kept. Searching in earnest is libFuzzer's, by ./dev fuzz.
#include "mutation.hpp"
#include "target.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace chatelier::fuzz;

constexpr std::size_t most_bytes = 16 << 10;
constexpr unsigned seconds_for_one_input = 10;

struct Options {
  std::string folder = "tests/fuzz";
  double seconds = 2;
  std::uint64_t seed = std::random_device{}();
  std::vector<std::string> names;
};

// Where the handler of a signal finds what it keeps, and under which name.
const char* current_bytes = nullptr;
std::size_t current_size = 0;
const char* kept_as = nullptr;

void keep(int signal) {
  const int file = ::open(kept_as, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  if (file >= 0 && ::write(file, current_bytes, current_size) >= 0) ::close(file);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void read_with(const Target& target, std::string_view input) {
  // A copy of just this size, so that a sanitizer sees one byte too far.
  const std::vector<char> bytes(input.begin(), input.end());
  current_bytes = bytes.data();
  current_size = bytes.size();
  ::alarm(seconds_for_one_input);
  target.run(std::string_view(bytes.data(), bytes.size()));
  ::alarm(0);
}

void drive(const Target& target, const Options& options) {
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM})
    ::signal(signal, keep);
  const Material material = load(options.folder, std::string(target.name));
  if (material.inputs.empty()) throw std::runtime_error("no corpus in " + options.folder);
  for (const Material::Input& input : material.inputs)
    read_with(target, input.bytes);
  Random random(options.seed);
  std::uint64_t tried = 0;
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::microseconds(std::int64_t(options.seconds * 1e6));
  for (; std::chrono::steady_clock::now() < end; ++tried)
    read_with(target, mutated(material, random, most_bytes));
  std::printf("%-16s %5zu inputs, %9llu mutations\n", std::string(target.name).c_str(),
              material.inputs.size(), static_cast<unsigned long long>(tried));
}

bool survives(const Target& target, const Options& options) {
  const char* output = std::getenv("TEST_OUTPUT_DIR");
  const std::string path =
      std::string(output == nullptr ? "." : output) + "/fuzz_" + std::string(target.name);
  kept_as = path.c_str();
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      drive(target, options);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      std::abort();
    }
    std::exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  if (status == 0) return true;
  std::printf("%-16s died (%s %d); seed %llu, input %s\n", std::string(target.name).c_str(),
              WIFSIGNALED(status) ? "signal" : "status",
              WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
              static_cast<unsigned long long>(options.seed), kept_as);
  return false;
}

std::optional<Options> options_of(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    const bool flag = name.starts_with("--");
    if (flag && i + 1 == count) return std::nullopt;
    if (name == "--seconds")
      options.seconds = std::stod(arguments[++i]);
    else if (name == "--seed")
      options.seed = std::stoull(arguments[++i]);
    else if (name == "--folder")
      options.folder = arguments[++i];
    else if (flag)
      return std::nullopt;
    else
      options.names.push_back(name);
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = options_of(count, arguments);
  if (!options) {
    std::fputs("fuzz_tests [--seconds S] [--seed N] [--folder F] [TARGET…]\n", stderr);
    return 2;
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(options->seed));
  int passed = 0;
  int failed = 0;
  for (const Target& target : targets()) {
    const auto& names = options->names;
    if (!names.empty() && std::find(names.begin(), names.end(), target.name) == names.end()) continue;
    ++(survives(target, *options) ? passed : failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
