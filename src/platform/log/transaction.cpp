#include "transaction.hpp"

#include "event_json.hpp"

#include <algorithm>
#include <map>
#include <numeric>
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

// Looked up row by row, as the heads are: a plan that was made while the tables were empty would read them
// whole.
constexpr Query duplicates{
    "log.duplicates",
    "select b.n, e.seq, to_char(e.at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    " from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::uuid[]) as b(n, room_id, actor_id, nonce)"
    " cross join lateral (select seq, at from room_events where room_id = b.room_id"
    " and actor_id = b.actor_id and nonce = b.nonce limit 1) e"};

constexpr Query heads{
    "log.heads_for_writing",
    "select id, seq, msg_no, to_char(at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'),"
    " (extract(epoch from at) * 1000000)::bigint from (select r.id, coalesce(e.seq, 0) as seq,"
    " coalesce(e.msg_no, 0) as msg_no, greatest(date_trunc('milliseconds', clock_timestamp()), e.at) as at"
    " from unnest($1::uuid[]) as r(id)"
    " left join lateral (select seq, msg_no, at from room_events"
    " where room_id = r.id order by seq desc limit 1) e on true) h"};

constexpr std::string_view unique_violation = "23505";
constexpr std::string_view nonce_index = "room_events_by_nonce";

struct Head {
  std::int64_t seq = 0;
  std::int64_t msg_no = 0;
  std::string at;
  std::int64_t at_micros = 0;  // since 1970
};

struct Placed {
  std::size_t entry;
  std::int64_t seq;
  std::int64_t msg_no;
  const Head* head;  // whose `at` it has
};

// The columns of a batch, in the order of the parameters of TypeQueries.
struct Columns {
  std::vector<std::int64_t> n, target, seq, msg_no, at;
  std::vector<std::string> room, actor, body, nonce;

  void add(std::size_t index, const Draft& draft) {
    n.push_back(static_cast<std::int64_t>(index));
    room.push_back(draft.room);
    actor.push_back(draft.actor);
    target.push_back(draft.target.value_or(0));
    body.push_back(draft.body);
    nonce.push_back(draft.nonce);
  }
  void place(const Placed& placed) {
    seq.push_back(placed.seq);
    msg_no.push_back(placed.msg_no);
    at.push_back(placed.head->at_micros);
  }
};

class Step {
 public:
  Step(Pipeline& pipeline, TypeQueries& queries, std::span<const Entry> entries,
       const std::function<void()>& step)
      : pipeline_(pipeline), queries_(queries), entries_(entries), step_(step) {
    written_.verdicts.resize(entries.size());
    order_.resize(entries.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&entries](std::size_t a, std::size_t b) {
      return entries[a].item.draft.room < entries[b].item.draft.room;
    });
  }

  void prepare() {
    std::vector<Query> needed{try_lock, wait_lock, lock_patience, duplicates, heads};
    for (const auto& [type, indices] : by_type()) {
      needed.push_back(queries_.admit(*type));
      needed.push_back(queries_.store(*type));
    }
    pipeline_.prepare(needed, step_);
  }

  // Every statement but the lock is a statement of its own after the locks: its snapshot sees what the
  // previous holder of a lock committed.
  void ask(Locking locking, Nonces nonces) {
    const std::vector<std::string> rooms = rooms_in_order();
    const auto types = by_type();
    pipeline_.send("begin");
    if (locking == Locking::wait) pipeline_.send(lock_patience, {});
    pipeline_.send(locking == Locking::wait ? wait_lock : try_lock, Arguments().uuids(rooms));
    if (nonces == Nonces::looked_up) ask_for_duplicates();
    pipeline_.send(heads, Arguments().uuids(rooms));
    for (const auto& [type, indices] : types)
      ask_for_admission(*type, indices);

    const std::vector<Rows> answers = pipeline_.finish(step_);
    std::size_t next = locking == Locking::wait ? 3 : 2;
    if (locking == Locking::try_only) skip_held(answers[next - 1]);
    bool some_duplicate = nonces == Nonces::looked_up && take_duplicates(answers[next++]);
    take_heads(answers[next++]);
    const auto refusals = std::span(answers).subspan(next);
    // What is sent again is answered with its place, also when it would be refused today.
    if (nonces == Nonces::taken_for_new && std::any_of(refusals.begin(), refusals.end(), some)) {
      ask_for_duplicates();
      some_duplicate = take_duplicates(pipeline_.finish(step_).front());
    }
    // What a stored one was weighed with may count against the others: they are weighed again without it.
    if (some_duplicate) return ask_again();
    for (const Rows& rows : refusals)
      take_refusals(rows);
  }

  void number() {
    for (const std::size_t i : undecided()) {
      const Draft& draft = entries_[i].item.draft;
      Head& head = heads_.at(draft.room);
      ++head.seq;
      if (draft.type->is_message) ++head.msg_no;
      placed_.push_back(Placed{i, head.seq, head.msg_no, &head});
    }
  }

  void store() {
    if (placed_.empty()) return;
    std::map<std::string_view, std::pair<const EventType*, Columns>> types;
    for (const Placed& placed : placed_) {
      const Draft& draft = entries_[placed.entry].item.draft;
      auto& [type, columns] = types[draft.type->name];
      type = draft.type;
      columns.add(placed.entry, draft);
      columns.place(placed);
    }
    for (const auto& [name, group] : types) {
      const auto& [type, columns] = group;
      pipeline_.send(queries_.store(*type), Arguments()
                                                .uuids(columns.room)
                                                .uuids(columns.actor)
                                                .integers(columns.target)
                                                .texts(columns.body)
                                                .integers(columns.seq)
                                                .integers(columns.msg_no)
                                                .times(columns.at)
                                                .uuids(columns.nonce));
    }
    pipeline_.finish(step_);
  }

  Written finish() {
    for (const Placed& placed : placed_) {
      const Draft& draft = entries_[placed.entry].item.draft;
      const std::string& at = placed.head->at;
      written_.verdicts[placed.entry].answer = Receipt{placed.seq, at, false};
      const Row row{draft.room, placed.seq, at, draft.actor, draft.type->name, draft.target, draft.body};
      written_.events.push_back(to_event(row, draft.type));
    }
    return std::move(written_);
  }

 private:
  std::vector<std::string> rooms_in_order() const {
    std::vector<std::string> rooms;
    for (const std::size_t i : order_)
      if (rooms.empty() || rooms.back() != entries_[i].item.draft.room)
        rooms.push_back(entries_[i].item.draft.room);
    return rooms;
  }

  void ask_for_duplicates() {
    Columns columns;
    for (const std::size_t i : order_)
      columns.add(i, entries_[i].item.draft);
    pipeline_.send(
        duplicates,
        Arguments().integers(columns.n).uuids(columns.room).uuids(columns.actor).uuids(columns.nonce));
  }

  void ask_for_admission(const EventType& type, const std::vector<std::size_t>& indices) {
    Columns columns;
    for (const std::size_t i : indices)
      columns.add(i, entries_[i].item.draft);
    pipeline_.send(queries_.admit(type), Arguments()
                                             .integers(columns.n)
                                             .uuids(columns.room)
                                             .uuids(columns.actor)
                                             .integers(columns.target)
                                             .texts(columns.body));
  }

  void ask_again() {
    for (const auto& [type, indices] : by_type())
      ask_for_admission(*type, indices);
    for (const Rows& refusals : pipeline_.finish(step_))
      take_refusals(refusals);
  }

  void skip_held(const Rows& rows) {
    std::set<std::string, std::less<>> held_elsewhere;
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (rows.at(row, 1) != "t") held_elsewhere.emplace(rows.at(row, 0));
    for (std::size_t i = 0; i < entries_.size(); ++i)
      written_.verdicts[i].skipped = held_elsewhere.contains(entries_[i].item.draft.room);
  }

  static bool some(const Rows& rows) { return rows.size() > 0; }

  bool take_duplicates(const Rows& rows) {
    bool found = false;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Verdict& verdict = written_.verdicts[static_cast<std::size_t>(rows.integer(row, 0))];
      if (verdict.skipped) continue;
      verdict.answer = Receipt{rows.integer(row, 1), std::string(rows.at(row, 2)), true};
      found = true;
    }
    return found;
  }

  void take_heads(const Rows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row)
      heads_[std::string(rows.at(row, 0))] = Head{rows.integer(row, 1), rows.integer(row, 2),
                                                  std::string(rows.at(row, 3)), rows.integer(row, 4)};
  }

  void take_refusals(const Rows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Verdict& verdict = written_.verdicts[static_cast<std::size_t>(rows.integer(row, 0))];
      if (!verdict.skipped) verdict.answer = fail(error_code_from(rows.at(row, 1)).value());
    }
  }

  std::vector<std::size_t> undecided() const {
    std::vector<std::size_t> out;
    for (const std::size_t i : order_)
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

  Pipeline& pipeline_;
  TypeQueries& queries_;
  std::span<const Entry> entries_;
  const std::function<void()>& step_;
  // By room, and in queue order within each: neighbours share the pages of an index.
  std::vector<std::size_t> order_;
  Written written_;
  std::unordered_map<std::string, Head> heads_;
  std::vector<Placed> placed_;
};

}  // namespace

bool is_repeated_nonce(const StatementFailed& error) {
  return error.sqlstate == unique_violation &&
         std::string_view(error.what()).find(nonce_index) != std::string_view::npos;
}

Written write(Pipeline& pipeline, TypeQueries& queries, std::span<const Entry> entries, Locking locking,
              Nonces nonces, const std::function<void()>& step) {
  Step steps(pipeline, queries, entries, step);
  steps.prepare();
  steps.ask(locking, nonces);
  steps.number();
  steps.store();
  return steps.finish();
}

}  // namespace chatelier::log
