// Buckets of tokens that all nodes of an installation count together, in Redis (GCRA: one moment per bucket).
// Redis may be away at any time: then nothing is answered, at once, and each node goes by what it has counted
// itself. Names reach Redis only as hashes under the installation's secret. Any thread.
#pragma once

#include <chatelier/metrics.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/task.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatelier {

struct SharedBucket {
  std::string key;
  protocol::RateLimit limit;
};

class SharedBuckets {
 public:
  /// How far a bucket is from being full again.
  using Ahead = std::chrono::microseconds;

  SharedBuckets(boost::asio::io_context& backbone, Redis& redis, Metrics& metrics);
  ~SharedBuckets();

  /// Nothing is answered before. Once.
  void open(std::string secret);

  struct Taken {
    bool all = false;                   // a token of each; otherwise none was taken
    std::chrono::milliseconds wait{0};  // until one of each would be there
    std::vector<Ahead> ahead;           // of each, afterwards
  };
  /// A token of each or of none. Nothing when Redis is away or has not answered within 50 ms; it may have
  /// taken them.
  Task<std::optional<Taken>> take(std::vector<SharedBucket> buckets);
  /// What `take` took, without waiting.
  void give_back(std::vector<SharedBucket> buckets);

  struct Spent {
    SharedBucket bucket;
    std::int64_t tokens = 0;
    std::chrono::microseconds age{0};  // of the first of them
  };
  /// What has been spent already counts, also beyond what is in the buckets. Nothing when Redis does not
  /// answer.
  Task<std::optional<std::vector<Ahead>>> add(std::vector<Spent> spent);

  /// Whether somebody has noted the key; false when Redis does not say within 50 ms.
  Task<bool> noted(std::string key);
  void note(const std::string& key, std::chrono::seconds lifetime);

  [[nodiscard]] boost::asio::io_context& backbone();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace chatelier
