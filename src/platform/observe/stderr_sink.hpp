// Where log lines leave the process: the descriptor of stderr. Any thread; a reader that has stopped reading
// (a terminal that is held, a full pipe) must not stop the threads that log, so then lines are left out and
// counted.
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace chatelier {

class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  /// `lost`: makes the line that says how many were left out, once lines can be written again.
  StderrSink(int descriptor, std::function<std::string(std::uint64_t count)> lost);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}  // nothing is held back

 private:
  [[nodiscard]] bool writable(int milliseconds) const;
  bool write(std::string_view line);

  const int descriptor_;
  const std::function<std::string(std::uint64_t)> lost_line_;
  std::uint64_t lost_ = 0;
  bool torn_ = false;  // the line before broke off in its middle
};

}  // namespace chatelier
