#include "message_store.hpp"

#include <algorithm>
#include <iterator>

namespace chatelier::chat {
namespace {

#define COLUMNS                                                                                             \
  "seq, rev, author_id, to_char(at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), nonce, text, " \
  "reply_to"

constexpr Query upwards{"chat.messages_before",
                        "select " COLUMNS
                        " from messages where room_id = $1 and seq < $2 order by seq desc limit $3"};
constexpr Query downwards{"chat.messages_after",
                          "select " COLUMNS
                          " from messages where room_id = $1 and seq > $2 order by seq limit $3"};
constexpr Query one{"chat.message", "select " COLUMNS " from messages where room_id = $1 and seq = $2"};
constexpr Query head{
    "chat.head",
    "select coalesce((select seq from room_events where room_id = $1 order by seq desc limit 1), 0)"};

constexpr Query wait{"chat.slow_mode_wait",
                     "select greatest(0, ceil(extract(epoch from m.at + r.slow_mode * interval '1 "
                     "second' - clock_timestamp())"
                     " * 1000))::bigint from rooms r join messages m on m.room_id = r.id"
                     " where r.id = $1 and m.author_id = $2 order by m.seq desc limit 1"};

#undef COLUMNS

constexpr std::int64_t past_the_end = INT64_MAX;
// Two hundred messages of the greatest length are three times as much.
constexpr std::size_t page_text_bytes = 1 << 20;

protocol::Message message_of(const std::string& room, const pqxx::row& row) {
  protocol::Message message;
  message.room = room;
  message.seq = row[0].as<std::int64_t>();
  message.rev = row[1].as<std::int64_t>();
  message.author = row[2].c_str();
  message.at = row[3].c_str();
  message.nonce = row[4].c_str();
  message.text = row[5].as<std::string>();
  if (!row[6].is_null()) message.reply_to = row[6].as<std::int64_t>();
  return message;
}

// One more than asked for tells whether there is more. The first message comes whatever its size.
std::vector<protocol::Message> read_some(Transaction& tx, const Query& query, const std::string& room,
                                         std::int64_t seq, std::int64_t limit, bool& more) {
  std::vector<protocol::Message> messages;
  std::size_t bytes = 0;
  more = false;
  for (const auto& row : tx.exec(query, room, seq, limit + 1)) {
    more = static_cast<std::int64_t>(messages.size()) == limit || bytes >= page_text_bytes;
    if (more) break;
    messages.push_back(message_of(room, row));
    bytes += messages.back().text.size();
  }
  return messages;
}

}  // namespace

protocol::MessagePage read_page(Transaction& tx, const PageRequest& request) {
  using Direction = PageRequest::Direction;
  protocol::MessagePage page;
  page.last_seq = tx.exec(head, request.room)[0][0].as<std::int64_t>();

  if (request.direction != Direction::after) {
    // `around` gives the message itself to the upper half.
    const std::int64_t below = request.direction == Direction::newest   ? past_the_end
                               : request.direction == Direction::around ? request.seq + 1
                                                                        : request.seq;
    const std::int64_t limit =
        request.direction == Direction::around ? (request.limit + 1) / 2 : request.limit;
    page.messages = read_some(tx, upwards, request.room, below, limit, page.has_before);
    std::reverse(page.messages.begin(), page.messages.end());
  }
  bool more = false;
  if (request.direction == Direction::after || request.direction == Direction::around) {
    const std::int64_t limit = request.direction == Direction::around ? request.limit / 2 : request.limit;
    auto later = read_some(tx, downwards, request.room, request.seq, limit, page.has_after);
    std::move(later.begin(), later.end(), std::back_inserter(page.messages));
    if (request.direction == Direction::after)
      page.has_before = !read_some(tx, upwards, request.room, request.seq + 1, 1, more).empty();
  }
  if (request.direction == Direction::before)
    page.has_after = !read_some(tx, downwards, request.room, request.seq - 1, 1, more).empty();
  return page;
}

std::optional<protocol::Message> read_message(Transaction& tx, const std::string& room, std::int64_t seq) {
  const auto rows = tx.exec(one, room, seq);
  if (rows.empty()) return std::nullopt;
  return message_of(room, rows[0]);
}

std::chrono::milliseconds slow_mode_wait(Transaction& tx, const std::string& room, const std::string& user) {
  const auto rows = tx.exec(wait, room, user);
  return std::chrono::milliseconds(rows.empty() ? 0 : rows[0][0].as<std::int64_t>());
}

}  // namespace chatelier::chat
