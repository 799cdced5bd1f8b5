// Identical reads of the log that happen at once are one read, so that a storm of reconnects asks once.
// One shard's thread only.
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

 private:
  struct Pending;

  boost::asio::io_context& shard_;
  EventHistory& history_;
  const std::size_t page_;
  std::map<std::pair<std::string, std::int64_t>, std::shared_ptr<Pending>> pending_;
};

}  // namespace chatelier
