#include "event_json.hpp"

#include <chatelier/log.hpp>

#include <unordered_map>
#include <utility>

namespace chatelier {
namespace {

// The first event comes whatever its size.
constexpr Query read_after{
    "log.after",
    "select seq, type, actor_id, target, body, to_char(at at time zone 'utc', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    " from (select *, sum(octet_length(body)) over (order by seq rows between unbounded"
    " preceding and 1 preceding) as bytes_before from room_events where room_id = $1"
    " and seq > $2 order by seq limit $3) page"
    " where bytes_before is null or bytes_before < $4 order by seq"};
constexpr Query read_head{"log.head",
                          "select coalesce((select seq from room_events where room_id = $1"
                          " order by seq desc limit 1), 0)"};
constexpr Query read_heads{"log.heads",
                           "select r.id, e.seq from unnest($1::uuid[]) as r(id) cross join lateral"
                           " (select seq from room_events where room_id = r.id order by seq desc limit 1) e"};

}  // namespace

struct LogReader::State {
  Database& database;
  std::unordered_map<std::string_view, const EventType*> types;

  EventPtr event_of(const std::string& room, const pqxx::row& row) const {
    log::Row out{room,          row[0].as<std::int64_t>(), row[5].c_str(), row[2].c_str(), row[1].c_str(), {},
                 row[4].c_str()};
    if (!row[3].is_null()) out.target = row[3].as<std::int64_t>();
    const auto type = types.find(out.type);
    return log::to_event(out, type == types.end() ? nullptr : type->second);
  }
};

LogReader::LogReader(Database& database, std::vector<const EventType*> types)
    : state_(std::make_unique<State>(State{database, {}})) {
  for (const EventType* type : types)
    state_->types.emplace(type->name, type);
}

LogReader::~LogReader() = default;

Task<LogPage> LogReader::after(std::string room, std::int64_t seq, std::size_t limit) {
  auto read = [this, room = std::move(room), seq, limit](Transaction& tx) {
    LogPage page;
    for (const auto& row : tx.exec(read_after, room, seq, limit, page_bytes))
      page.events.push_back(state_->event_of(room, row));
    page.last_seq = tx.exec(read_head, room)[0][0].as<std::int64_t>();
    return page;
  };
  co_return co_await state_->database.snapshot(std::move(read));
}

Task<std::vector<std::pair<std::string, std::int64_t>>> LogReader::heads(std::vector<std::string> rooms) {
  auto read = [rooms = std::move(rooms)](Transaction& tx) {
    std::vector<std::pair<std::string, std::int64_t>> heads;
    for (const auto& row : tx.exec(read_heads, text_array(rooms)))
      heads.emplace_back(row[0].c_str(), row[1].as<std::int64_t>());
    return heads;
  };
  co_return co_await state_->database.read(std::move(read));
}

}  // namespace chatelier
