// Tombstones are excluded when blocks are read: a deletion takes its blocks away a moment after it has been
// committed.
#include "block_store.hpp"

namespace chatelier::people {
namespace {

constexpr std::int64_t most_blocks = 1'000;

constexpr Query list{"people.blocked_by",
                     "select b.blocked_id from blocks b join users u on u.id = b.blocked_id"
                     " where b.user_id = $1 and u.deleted_at is null order by b.blocked_id"};
constexpr Query one{"people.has_blocked",
                    "select from blocks b join users u on u.id = b.blocked_id"
                    " where b.user_id = $1 and b.blocked_id = $2 and u.deleted_at is null"};
constexpr Query exists{"people.exists", "select from users where id = $1 and deleted_at is null"};
constexpr Query count{"people.count_blocks", "select count(*) from blocks where user_id = $1"};

// `for key share` waits for a deletion of either that is under way and then finds a tombstone, so that no
// block comes after the deletion has taken them away.
constexpr Query insert{"people.insert_block",
                       "insert into blocks (user_id, blocked_id, at)"
                       " select me.id, other.id, $3::timestamptz from users me, users other"
                       " where me.id = $1 and other.id = $2"
                       " and me.deleted_at is null and other.deleted_at is null"
                       " for key share on conflict do nothing"};
constexpr Query remove{"people.delete_block", "delete from blocks where user_id = $1 and blocked_id = $2"};

constexpr Query remove_own{"people.delete_blocks_by", "delete from blocks where user_id = $1"};
constexpr Query remove_of{"people.delete_blocks_of",
                          "delete from blocks where blocked_id = $1 returning user_id"};
constexpr Query lists{"people.blocked_by_each",
                      "select b.user_id, b.blocked_id from blocks b join users u on u.id = b.blocked_id"
                      " where b.user_id = any($1::uuid[]) and u.deleted_at is null order by 1, 2"};

}  // namespace

std::vector<std::string> blocked_by(Transaction& tx, const std::string& user) {
  std::vector<std::string> ids;
  for (const auto& row : tx.exec(list, user))
    ids.emplace_back(row[0].c_str());
  return ids;
}

bool has_blocked(Transaction& tx, const std::string& user, const std::string& other) {
  return !tx.exec(one, user, other).empty();
}

Blocking add_block(Transaction& tx, const std::string& user, const std::string& other, WallTime at) {
  if (has_blocked(tx, user, other)) return Blocking::as_before;
  if (tx.exec(count, user)[0][0].as<std::int64_t>() >= most_blocks) return Blocking::too_many;
  if (tx.exec(insert, user, other, to_rfc3339(at)).affected_rows() > 0) return Blocking::changed;
  return has_blocked(tx, user, other) ? Blocking::as_before
                                      : Blocking::nobody;  // asked twice at once, or deleted
}

Blocking remove_block(Transaction& tx, const std::string& user, const std::string& other) {
  if (tx.exec(remove, user, other).affected_rows() > 0) return Blocking::changed;
  return tx.exec(exists, other).empty() ? Blocking::nobody : Blocking::as_before;
}

std::map<std::string, std::vector<std::string>> remove_blocks_of(Transaction& tx, const std::string& user) {
  tx.exec(remove_own, user);
  std::map<std::string, std::vector<std::string>> left;
  std::vector<std::string> blockers;
  for (const auto& row : tx.exec(remove_of, user))
    left.try_emplace(blockers.emplace_back(row[0].c_str()));
  if (blockers.empty()) return left;
  for (const auto& row : tx.exec(lists, text_array(blockers)))
    left[row[0].c_str()].emplace_back(row[1].c_str());
  return left;
}

}  // namespace chatelier::people
