#include "process_cpu.hpp"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

namespace chatelier::bench {
namespace {

struct Stat {
  pid_t parent = 0;
  double seconds = 0;
};

std::optional<Stat> stat_of(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The name in the second field may hold spaces and brackets.
  std::istringstream rest(line.substr(line.rfind(')') + 2));
  std::string skipped;
  Stat stat;
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  rest >> skipped >> stat.parent;
  for (int field = 5; field < 14; ++field)
    rest >> skipped;
  rest >> user >> system;
  stat.seconds = static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return stat;
}

}  // namespace

double cpu_seconds(pid_t process) {
  double sum = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    pid_t number = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), number).ptr != name.data() + name.size())
      continue;
    const auto stat = stat_of(entry.path());
    if (stat && (number == process || stat->parent == process)) sum += stat->seconds;
  }
  return sum;
}

std::uint64_t resident_bytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t kib = 0;
    if (words >> name >> kib && name == "VmRSS:") return kib * 1024;
  }
  return 0;
}

std::map<std::string, double> cpu_seconds(const Processes& processes) {
  std::map<std::string, double> sums;
  for (const auto& [name, pids] : processes)
    for (const pid_t pid : pids)
      sums[name] += cpu_seconds(pid);
  return sums;
}

}  // namespace chatelier::bench
