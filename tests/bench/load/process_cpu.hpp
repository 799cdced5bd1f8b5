// The processor time that processes have used, from /proc/PID/stat (proc(5)): user and system, in clock ticks
// of 10 ms. Linux only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chatelier::bench {

/// Seconds that the process and those that it started, as long as they live, have used. 0 when there is none.
[[nodiscard]] double cpu_seconds(pid_t process);
/// Resident bytes of the process alone (`VmRSS`).
[[nodiscard]] std::uint64_t resident_bytes(pid_t process);

/// By the name under which they are reported: `server`, `postgres`, `redis`, `generator`.
using Processes = std::map<std::string, std::vector<pid_t>>;
[[nodiscard]] std::map<std::string, double> cpu_seconds(const Processes& processes);

}  // namespace chatelier::bench
