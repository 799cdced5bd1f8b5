// One transaction of the writer, statement by statement: lock, duplicates, heads, admit; then store. Runs on
// the writer's thread; every step is one set-based statement, whatever the size of the batch, and the steps
// of each half travel together.
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

/// How what was stored before is told from what is new.
enum class Nonces : std::uint8_t {
  taken_for_new,  // until the unique index says otherwise (see is_repeated_nonce), or something is refused
  looked_up,      // one by one, which costs as much as writing into an index
};

/// Why a batch whose nonces were taken for new was not stored: some of it had been stored before.
[[nodiscard]] bool is_repeated_nonce(const StatementFailed& error);

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
                            Locking locking, Nonces nonces, const std::function<void()>& step);

}  // namespace chatelier::log
