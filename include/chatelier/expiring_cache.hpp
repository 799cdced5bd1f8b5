// What was read a moment ago, shared by all threads of the process: sessions, standings, counters that run
// out. The one place where features share memory between shards, so that none of them needs a lock of its
// own. It may forget anything at any time; nothing may depend on finding what was put.
#pragma once

#include <chatelier/clock.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace chatelier {

/// A value is served for `lifetime` after the moment at which it was true, and never after a `forget` that
/// came later than that moment: a slow read cannot bring back what has been revoked meanwhile.
template <class Key, class Value>
class ExpiringCache {
 public:
  /// About `capacity` entries are held at most; beyond that, others make room.
  ExpiringCache(const Clock& clock, std::chrono::milliseconds lifetime, std::size_t capacity)
      : clock_(clock), lifetime_(lifetime), stripe_capacity_(capacity / stripe_count + 1) {}

  [[nodiscard]] std::optional<Value> get(const Key& key) const {
    const SteadyTime now = clock_.steady();
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock(stripe.mutex);
    const auto found = stripe.entries.find(key);
    if (found == stripe.entries.end() || !alive(found->second, now)) return std::nullopt;
    return found->second.value;
  }

  struct Remembered {
    Value value;
    bool renew = false;
  };
  /// As `get`. `renew` is said once, to one caller, in the last quarter of the value's life: who then reads
  /// it again and puts it spares all others the wait at its end.
  [[nodiscard]] std::optional<Remembered> get_and_renew(const Key& key) {
    const SteadyTime now = clock_.steady();
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock(stripe.mutex);
    const auto found = stripe.entries.find(key);
    if (found == stripe.entries.end() || !alive(found->second, now) || !found->second.value)
      return std::nullopt;
    Entry& entry = found->second;
    const bool old = now - entry.as_of >= lifetime_ * 3 / 4;
    return Remembered{*entry.value, old && !std::exchange(entry.renewing, old)};
  }

  /// `as_of`: the moment before the value was read. Ignored when something newer is known about the key.
  void put(const Key& key, Value value, SteadyTime as_of) {
    const SteadyTime now = clock_.steady();
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock(stripe.mutex);
    Entry& entry = entry_of(stripe, key, now);
    if (entry.as_of > as_of || (entry.as_of == as_of && !entry.value)) return;
    entry = Entry{std::move(value), as_of, false};
  }

  /// Whatever was read before now is no longer served.
  void forget(const Key& key) {
    const SteadyTime now = clock_.steady();
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock(stripe.mutex);
    entry_of(stripe, key, now) = Entry{std::nullopt, now, false};
  }

  /// Calls `change(std::optional<Value>&)` while nobody else can see the key, and returns what it returns. It
  /// must neither wait nor use this cache.
  template <class Change>
  auto update(const Key& key, Change change) {
    const SteadyTime now = clock_.steady();
    Stripe& stripe = stripe_of(key);
    const std::scoped_lock lock(stripe.mutex);
    Entry& entry = entry_of(stripe, key, now);
    entry.as_of = now;
    return change(entry.value);
  }

 private:
  struct Entry {
    std::optional<Value> value;  // empty: forgotten
    SteadyTime as_of{};
    bool renewing = false;  // somebody was told to read it again
  };
  struct Stripe {
    std::mutex mutex;
    std::unordered_map<Key, Entry> entries;
    SteadyTime next_sweep{};
  };
  static constexpr std::size_t stripe_count = 16;

  [[nodiscard]] bool alive(const Entry& entry, SteadyTime now) const { return now - entry.as_of < lifetime_; }

  [[nodiscard]] Stripe& stripe_of(const Key& key) const {
    return stripes_[std::hash<Key>{}(key) % stripe_count];
  }

  /// The key's living entry, or a new one.
  Entry& entry_of(Stripe& stripe, const Key& key, SteadyTime now) {
    const auto found = stripe.entries.find(key);
    if (found != stripe.entries.end()) {
      if (!alive(found->second, now)) found->second = Entry{};
      return found->second;
    }
    if (stripe.entries.size() >= stripe_capacity_) make_room(stripe, now);
    return stripe.entries[key];
  }

  void make_room(Stripe& stripe, SteadyTime now) {
    // A sweep looks at every entry: once per lifetime is enough, since nothing else can have died in between.
    if (now >= stripe.next_sweep) {
      std::erase_if(stripe.entries, [&](const auto& item) { return !alive(item.second, now); });
      stripe.next_sweep = now + lifetime_;
    }
    if (stripe.entries.size() >= stripe_capacity_) stripe.entries.erase(stripe.entries.begin());
  }

  const Clock& clock_;
  std::chrono::milliseconds lifetime_;
  std::size_t stripe_capacity_;
  mutable std::array<Stripe, stripe_count> stripes_;
};

}  // namespace chatelier
