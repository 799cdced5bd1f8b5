// Which of the queued drafts share the next transaction: a pure choice, without I/O.
#pragma once

#include "queue.hpp"

#include <vector>

namespace chatelier::log {

/// One draft of the batch with the copies of it that were queued beside it under the same nonce.
struct Entry {
  Item item;
  std::vector<Item> copies;  // answered with the same receipt, marked as duplicates
};

struct Batch {
  std::vector<Entry> entries;  // in queue order
  std::vector<Item> later;     // depend on something in `entries`: back to the queue, in order
};

/// Folds copies (same room, author and nonce) and leaves for the next transaction what an earlier draft of
/// this one may decide about: everything after an event that changes its room, and a second change of the
/// same target.
[[nodiscard]] Batch choose(std::vector<Item> items);

}  // namespace chatelier::log
