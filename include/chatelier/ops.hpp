// What operators and load balancers ask: is it alive, is it ready, what does it count.
// The face of features/ops, made in app.cpp. Any thread.
#pragma once

#include <chatelier/address_range.hpp>
#include <chatelier/task.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace chatelier {

class Database;
class Metrics;
class Redis;
class Router;

class Ops {
 public:
  Ops(Database& database, Redis& redis, Metrics& metrics, std::vector<AddressRange> metrics_allow);
  ~Ops();

  void mount(Router& router);

  /// The schema stands: until then `/readyz` says that it does not.
  void migrated();
  /// From now on `/readyz` answers 503, so that no balancer sends anybody here. Any thread.
  void draining();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
