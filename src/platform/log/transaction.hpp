// One transaction of the writer, statement by statement: lock, duplicates, heads, admit; then insert,
// project. Runs on the writer's thread; every step is one set-based statement, whatever the size of the
// batch, and the steps of each half travel together.
#pragma once

#include "batch.hpp"
#include "pipeline.hpp"
#include "type_queries.hpp"

#include <chatelier/log.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chatelier::log {

enum class Locking : std::uint8_t {
  try_only,  // rooms that another node holds are skipped
  wait,      // up to the lock_timeout; for rooms that were skipped too often
};

/// What became of one entry: skipped (its room is held elsewhere), or answered.
struct Verdict {
  bool skipped = false;
  std::optional<Result<Receipt>> answer;
};

struct Written {
  std::vector<Verdict> verdicts;  // one per entry, in order
  std::vector<EventPtr> events;   // the new ones, in log order
};

/// Does all but COMMIT. Throws StatementFailed and ConnectionLost. `step` is called before every wait for
/// Postgres, for the watchdog.
[[nodiscard]] Written write(Pipeline& pipeline, TypeQueries& queries, std::span<const Entry> entries,
                            Locking locking, const std::function<void()>& step);

}  // namespace chatelier::log
