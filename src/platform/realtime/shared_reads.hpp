// Identical reads of the log that happen at once are one read, and heads that are asked for in one turn of
// the loop are one query, so that a storm of reconnects asks once. One shard's thread only.
#pragma once

#include <chatelier/log.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace chatelier {

class SharedReads {
 public:
  SharedReads(boost::asio::io_context& shard, EventHistory& history, std::size_t page)
      : shard_(shard), history_(history), page_(page) {}

  /// The page after `seq`; throws what the history throws, to everybody who waited for it.
  Task<std::shared_ptr<const LogPage>> after(std::string room, std::int64_t seq);
  /// The last seq of the room's log, as it is after this call; 0 when there is none. Throws likewise.
  Task<std::int64_t> head(std::string room);

 private:
  struct Pending;
  struct Heads;
  Task<void> read_heads();

  boost::asio::io_context& shard_;
  EventHistory& history_;
  const std::size_t page_;
  std::map<std::pair<std::string, std::int64_t>, std::shared_ptr<Pending>> pending_;
  std::shared_ptr<Heads> gathering_;  // what the next query for heads will ask; null: nobody has asked
};

}  // namespace chatelier
