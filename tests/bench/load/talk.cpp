#include "talk.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace chatelier::bench {
namespace {

constexpr long long second_ns = 1'000'000'000;
// Between wake-ups at high rates: what falls due meanwhile goes out together.
constexpr long long tick_ns = 500'000;

long long in_ns(double seconds) { return static_cast<long long>(seconds * 1e9); }

}  // namespace

void Talk::hear(const Crowd::Stamped& news) {
  const bool measured = news.intended_ns >= from_ns_ && news.intended_ns < to_ns_;
  switch (news.news) {
    case Speaker::News::acknowledged:
      ++all_acknowledged_;
      if (!measured) return;
      ++acknowledged_;
      acknowledgement_.record(now_ns() - news.intended_ns);
      return;
    case Speaker::News::refused:
      if (measured) ++refused_;
      return;
    case Speaker::News::heard:
      ++all_heard_;
      if (!measured) return;
      ++heard_;
      ++heard_of_[news.intended_ns];
      delivery_.record(now_ns() - news.intended_ns);
      return;
  }
}

nlohmann::json Talk::run(Crowd& crowd) {
  nlohmann::json steps = nlohmann::json::array();
  for (const double rate : settings_.rates)
    steps.push_back(step(crowd, rate));
  return steps;
}

nlohmann::json Talk::step(Crowd& crowd, double rate) {
  sent_ = acknowledged_ = refused_ = heard_ = 0;
  heard_of_.clear();
  acknowledgement_.clear();
  delivery_.clear();
  lateness_.clear();
  const long long begin = now_ns() + second_ns / 100;
  from_ns_ = begin + in_ns(settings_.warm_up_seconds);
  to_ns_ = from_ns_ + in_ns(settings_.seconds);

  // The step begins with one message at a time, so that the measured time begins with the full rate.
  send_for(crowd, from_ns_, rate);
  const auto cpu_before = cpu_seconds(settings_.processes);
  const std::uint64_t acknowledged_before = all_acknowledged_;
  const std::uint64_t heard_before = all_heard_;
  send_for(crowd, to_ns_, rate);
  const double acknowledged_within = static_cast<double>(all_acknowledged_ - acknowledged_before);
  const double heard_within = static_cast<double>(all_heard_ - heard_before);
  nlohmann::json cpu;
  for (const auto& [name, seconds] : cpu_seconds(settings_.processes))
    cpu[name] = seconds - cpu_before.at(name);
  settle(crowd);
  std::size_t missing = 0;
  std::size_t doubled = 0;
  for (const auto& [intended, heard] : heard_of_) {
    missing += settings_.hearers - std::min(heard, settings_.hearers);
    doubled += heard - std::min(heard, settings_.hearers);
  }

  return {{"rate", rate},
          {"seconds", settings_.seconds},
          {"sent", sent_},
          {"acknowledged", acknowledged_},
          {"refused", refused_},
          {"heard", heard_},
          {"missing", missing},
          {"doubled", doubled},
          {"acknowledged_per_second", acknowledged_within / settings_.seconds},
          {"heard_per_second", heard_within / settings_.seconds},
          {"acknowledgement_ms", acknowledgement_.summary()},
          {"delivery_ms", delivery_.summary()},
          {"lateness_ms", lateness_.summary()},
          {"lost_sockets", crowd.lost()},
          {"cpu_seconds", cpu}};
}

void Talk::send_for(Crowd& crowd, long long until_ns, double rate) {
  const double interval = 1e9 / rate;
  const long long begin = now_ns();
  for (std::uint64_t number = 0;; ++number) {
    const long long due = begin + static_cast<long long>(static_cast<double>(number) * interval);
    if (due >= until_ns) break;
    if (due > now_ns()) crowd.serve_until(std::max(due, std::min(until_ns, now_ns() + tick_ns)));
    std::string text = stamp(due);
    text.resize(std::max(text.size(), settings_.text_bytes), 'x');
    crowd.send(next_sender_++ % settings_.senders, text);
    if (due < from_ns_ || due >= to_ns_) continue;
    ++sent_;
    heard_of_.try_emplace(due, 0);
    lateness_.record(now_ns() - due);
  }
  crowd.serve_until(until_ns);
}

void Talk::settle(Crowd& crowd) const {
  const long long until = now_ns() + in_ns(settings_.patience_seconds);
  const auto everything = [this] {
    return heard_ >= sent_ * settings_.hearers &&
           (!settings_.acknowledged || acknowledged_ + refused_ >= sent_);
  };
  while (!everything() && now_ns() < until)
    crowd.serve_until(now_ns() + second_ns / 100);
}

}  // namespace chatelier::bench
