#include "transaction.hpp"

#include "event_json.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace chatelier::log {
namespace {

// In id order, so that two nodes that wait for rooms cannot wait for each other.
constexpr Query try_lock{"log.try_lock",
                         "select id, pg_try_advisory_xact_lock(hashtextextended(id::text, 0))"
                         " from unnest($1::uuid[]) as id"};
constexpr Query wait_lock{
    "log.wait_lock",
    "select pg_advisory_xact_lock(hashtextextended(id::text, 0)) from unnest($1::uuid[]) as id"};
constexpr Query lock_patience{"log.lock_patience", "set local lock_timeout = '1s'"};

// A statement of its own after the locks: its snapshot sees what the previous holder of the lock committed.
constexpr Query duplicates{
    "log.duplicates",
    "select b.n, e.seq, to_char(e.at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    " from unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) as b(n, room_id, actor_id, nonce)"
    " join room_nonces d on d.room_id = b.room_id and d.author_id = b.actor_id and d.nonce = b.nonce"
    " join room_events e on e.room_id = d.room_id and e.seq = d.seq"};

constexpr Query heads{
    "log.heads_for_writing",
    "select r.id, coalesce(e.seq, 0), coalesce(e.msg_no, 0),"
    " to_char(greatest(date_trunc('milliseconds', clock_timestamp()), e.at) at time zone 'utc',"
    " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    " from unnest($1::uuid[]) as r(id)"
    " left join lateral (select seq, msg_no, at from room_events"
    " where room_id = r.id order by seq desc limit 1) e on true"};

constexpr Query insert_events{
    "log.insert",
    "with batch as (select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::uuid[], $5::text[],"
    " $6::bigint[], $7::bigint[], $8::text[], $9::uuid[])"
    " as b(room_id, seq, at, actor_id, type, target, msg_no, body, nonce)),"
    " nonces as (insert into room_nonces (room_id, author_id, nonce, seq)"
    " select room_id, actor_id, nonce, seq from batch)"
    " insert into room_events (room_id, seq, at, actor_id, type, target, msg_no, body)"
    " select room_id, seq, at, actor_id, type, nullif(target, 0), msg_no, body from batch"};

struct Head {
  std::int64_t seq = 0;
  std::int64_t msg_no = 0;
  std::string at;
};

struct Placed {
  std::size_t entry;
  std::int64_t seq;
  std::int64_t msg_no;
  std::string at;
};

// The columns of `batch` as array literals, in the order of the parameters that EventType promises.
struct Columns {
  std::vector<std::int64_t> n, target, seq, msg_no;
  std::vector<std::string> room, actor, body, at, nonce, type;

  void add(std::size_t index, const Draft& draft) {
    n.push_back(static_cast<std::int64_t>(index));
    room.push_back(draft.room);
    actor.push_back(draft.actor);
    target.push_back(draft.target.value_or(0));
    body.push_back(draft.body);
    nonce.push_back(draft.nonce);
    type.emplace_back(draft.type->name);
  }
  void place(const Placed& placed) {
    seq.push_back(placed.seq);
    msg_no.push_back(placed.msg_no);
    at.push_back(placed.at);
  }
};

class Step {
 public:
  Step(Transaction& tx, TypeQueries& queries, std::span<const Entry> entries,
       const std::function<void()>& step)
      : tx_(tx), queries_(queries), entries_(entries), step_(step) {
    written_.verdicts.resize(entries.size());
  }

  void lock(Locking locking) {
    std::set<std::string> rooms;
    for (const Entry& entry : entries_)
      rooms.insert(entry.item.draft.room);
    const std::vector<std::string> ordered(rooms.begin(), rooms.end());
    if (locking == Locking::wait) {
      exec(lock_patience);
      exec(wait_lock, text_array(ordered));
      return;
    }
    std::set<std::string> held_elsewhere;
    for (const auto& row : exec(try_lock, text_array(ordered)))
      if (!row[1].as<bool>()) held_elsewhere.insert(row[0].c_str());
    for (std::size_t i = 0; i < entries_.size(); ++i)
      written_.verdicts[i].skipped = held_elsewhere.contains(entries_[i].item.draft.room);
  }

  void answer_duplicates() {
    Columns columns;
    for (const std::size_t i : undecided())
      columns.add(i, entries_[i].item.draft);
    if (columns.n.empty()) return;
    const auto rows = exec(duplicates, text_array(columns.n), text_array(columns.room),
                           text_array(columns.actor), text_array(columns.nonce));
    for (const auto& row : rows)
      written_.verdicts[row[0].as<std::size_t>()].answer =
          Receipt{row[1].as<std::int64_t>(), row[2].c_str(), true};
  }

  void admit() {
    for (const auto& [type, indices] : by_type()) {
      Columns columns;
      for (const std::size_t i : indices)
        columns.add(i, entries_[i].item.draft);
      const auto rows = exec(queries_.admit(*type), text_array(columns.n), text_array(columns.room),
                             text_array(columns.actor), text_array(columns.target), text_array(columns.body));
      for (const auto& row : rows)
        written_.verdicts[row[0].as<std::size_t>()].answer = fail(error_code_from(row[1].c_str()).value());
    }
  }

  void number() {
    std::set<std::string> rooms;
    for (const std::size_t i : undecided())
      rooms.insert(entries_[i].item.draft.room);
    if (rooms.empty()) return;
    std::unordered_map<std::string, Head> at;
    for (const auto& row : exec(heads, text_array(std::vector<std::string>(rooms.begin(), rooms.end()))))
      at[row[0].c_str()] = Head{row[1].as<std::int64_t>(), row[2].as<std::int64_t>(), row[3].c_str()};
    for (const std::size_t i : undecided()) {
      const Draft& draft = entries_[i].item.draft;
      Head& head = at.at(draft.room);
      ++head.seq;
      if (draft.type->is_message) ++head.msg_no;
      placed_.push_back(Placed{i, head.seq, head.msg_no, head.at});
    }
  }

  void insert() {
    if (placed_.empty()) return;
    Columns columns;
    for (const Placed& placed : placed_) {
      columns.add(placed.entry, entries_[placed.entry].item.draft);
      columns.place(placed);
    }
    exec(insert_events, text_array(columns.room), text_array(columns.seq), text_array(columns.at),
         text_array(columns.actor), text_array(columns.type), text_array(columns.target),
         text_array(columns.msg_no), text_array(columns.body), text_array(columns.nonce));
  }

  void project() {
    std::map<std::string_view, std::pair<const EventType*, Columns>> types;
    for (const Placed& placed : placed_) {
      const Draft& draft = entries_[placed.entry].item.draft;
      auto& [type, columns] = types[draft.type->name];
      type = draft.type;
      columns.add(placed.entry, draft);
      columns.place(placed);
    }
    for (auto& [name, group] : types) {
      auto& [type, columns] = group;
      exec(queries_.project(*type), text_array(columns.n), text_array(columns.room),
           text_array(columns.actor), text_array(columns.target), text_array(columns.body),
           text_array(columns.seq), text_array(columns.msg_no), text_array(columns.at),
           text_array(columns.nonce));
    }
  }

  Written finish() {
    for (const Placed& placed : placed_) {
      const Draft& draft = entries_[placed.entry].item.draft;
      written_.verdicts[placed.entry].answer = Receipt{placed.seq, placed.at, false};
      const Row row{draft.room,       placed.seq,   placed.at, draft.actor,
                    draft.type->name, draft.target, draft.body};
      written_.events.push_back(to_event(row, draft.type));
    }
    return std::move(written_);
  }

 private:
  template <class... Args>
  pqxx::result exec(const Query& query, const Args&... args) {
    step_();
    return tx_.exec(query, args...);
  }

  std::vector<std::size_t> undecided() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (!written_.verdicts[i].skipped && !written_.verdicts[i].answer) out.push_back(i);
    return out;
  }

  std::vector<std::pair<const EventType*, std::vector<std::size_t>>> by_type() const {
    std::vector<std::pair<const EventType*, std::vector<std::size_t>>> groups;
    for (const std::size_t i : undecided()) {
      const EventType* type = entries_[i].item.draft.type;
      auto group =
          std::find_if(groups.begin(), groups.end(), [type](const auto& g) { return g.first == type; });
      if (group == groups.end()) group = groups.insert(groups.end(), {type, {}});
      group->second.push_back(i);
    }
    return groups;
  }

  Transaction& tx_;
  TypeQueries& queries_;
  std::span<const Entry> entries_;
  const std::function<void()>& step_;
  Written written_;
  std::vector<Placed> placed_;
};

}  // namespace

Written write(Transaction& tx, TypeQueries& queries, std::span<const Entry> entries, Locking locking,
              const std::function<void()>& step) {
  Step steps(tx, queries, entries, step);
  steps.lock(locking);
  steps.answer_duplicates();
  steps.admit();
  steps.number();
  steps.insert();
  steps.project();
  return steps.finish();
}

}  // namespace chatelier::log
