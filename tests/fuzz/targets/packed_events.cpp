// Events from another node or from a tail in Redis: nothing is accepted that we would not have written.
#include "target.hpp"

#include <chatelier/packed_events.hpp>

namespace {

using namespace chatelier;
using fuzz::require;

void run(std::string_view input) {
  constexpr std::int64_t last_seq = 1'000;
  const auto events = unpack_events("r", last_seq, input);
  if (events.empty()) return;
  require(events.back()->seq == last_seq, "the last one has the seq that was told");
  require(events.front()->seq == last_seq + 1 - static_cast<std::int64_t>(events.size()), "without a hole");
  require(pack_events(events) == input, "none for bytes that pack_events did not make");
}

const fuzz::Registration registered("packed_events", run);

}  // namespace
