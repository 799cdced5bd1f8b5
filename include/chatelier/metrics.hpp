// Prometheus metrics of this process. Families are registered at construction by whoever increments them; any
// thread.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <map>
#include <memory>
#include <string>

namespace prometheus {
class Registry;
}

namespace chatelier {

/// The same name with other labels is another child of the same family. References live as long as the
/// Metrics.
class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  prometheus::Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  prometheus::Histogram& histogram(const std::string& name, const std::string& help,
                                   const prometheus::Histogram::BucketBoundaries& buckets,
                                   const Labels& labels = {});

  /// The text exposition format 0.0.4.
  [[nodiscard]] std::string text() const;

  /// 0.5 ms to 10 s: for everything that people wait for, in seconds.
  static const prometheus::Histogram::BucketBoundaries durations;

 private:
  std::shared_ptr<prometheus::Registry> registry_;
};

}  // namespace chatelier
