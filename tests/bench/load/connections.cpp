#include "connections.hpp"

#include <nlohmann/json.hpp>

namespace chatelier::bench {
namespace {

// Sockets that made every pool, cache and arena of the server grow to its size before memory is counted.
constexpr std::size_t first_sockets = 200;

nlohmann::json difference(const std::map<std::string, double>& before,
                          const std::map<std::string, double>& after) {
  nlohmann::json seconds;
  for (const auto& [name, value] : after)
    seconds[name] = value - before.at(name);
  return seconds;
}

}  // namespace

nlohmann::json connections(Crowd& crowd, const ConnectionsSettings& settings) {
  const pid_t server = settings.processes.at("server").front();
  Histogram ready_after;
  crowd.open(first_sockets, settings.at_once, ready_after);
  ready_after.clear();

  const std::uint64_t memory_before = resident_bytes(server);
  const auto cpu_before = cpu_seconds(settings.processes);
  const long long begun = now_ns();
  const std::size_t counted = settings.sockets - first_sockets;
  crowd.open(counted, settings.at_once, ready_after);
  const double took = static_cast<double>(now_ns() - begun) / 1e9;
  const auto cpu_connected = cpu_seconds(settings.processes);
  // Until what connecting needed for a moment has gone back to the system.
  crowd.serve_until(now_ns() + 8'000'000'000);
  const std::uint64_t memory_after = resident_bytes(server);

  const auto cpu_idle_before = cpu_seconds(settings.processes);
  crowd.serve_until(now_ns() + static_cast<long long>(settings.idle_seconds * 1e9));
  const auto cpu_idle_after = cpu_seconds(settings.processes);

  return {{"sockets", settings.sockets},
          {"resident_bytes_before", memory_before},
          {"resident_bytes_after", memory_after},
          {"bytes_each", (static_cast<double>(memory_after) - static_cast<double>(memory_before)) /
                             static_cast<double>(counted)},
          {"connects_per_second", static_cast<double>(counted) / took},
          {"ready_ms", ready_after.summary()},
          {"cpu_seconds_connecting", difference(cpu_before, cpu_connected)},
          {"idle_seconds", settings.idle_seconds},
          {"cpu_seconds_idle", difference(cpu_idle_before, cpu_idle_after)},
          {"resident_bytes_idle", resident_bytes(server)},
          {"lost_sockets", crowd.lost()}};
}

}  // namespace chatelier::bench
