#include "batch.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace chatelier::log {

Batch choose(std::vector<Item> items) {
  Batch batch;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> by_nonce;
  std::set<std::pair<std::string, std::int64_t>> targets;
  std::unordered_set<std::string> used_rooms;
  std::unordered_set<std::string> closed_rooms;

  for (Item& item : items) {
    const Draft& draft = item.draft;
    const auto copy_of = by_nonce.find({draft.room, draft.actor, draft.nonce});
    if (copy_of != by_nonce.end()) {
      batch.entries[copy_of->second].copies.push_back(std::move(item));
      continue;
    }
    const bool changes_used_room = draft.type->changes_room && used_rooms.contains(draft.room);
    const bool same_target = draft.target && targets.contains({draft.room, *draft.target});
    if (closed_rooms.contains(draft.room) || changes_used_room || same_target) {
      // Once one draft of a room waits, all later ones of that room wait too, or they would overtake it.
      closed_rooms.insert(draft.room);
      batch.later.push_back(std::move(item));
      continue;
    }
    used_rooms.insert(draft.room);
    if (draft.type->changes_room) closed_rooms.insert(draft.room);
    if (draft.target) targets.emplace(draft.room, *draft.target);
    by_nonce.emplace(std::tuple(draft.room, draft.actor, draft.nonce), batch.entries.size());
    batch.entries.push_back(Entry{std::move(item), {}});
  }
  return batch;
}

}  // namespace chatelier::log
