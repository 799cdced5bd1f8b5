#include "writer.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace chatelier::log {
namespace {

// A room that was held by another node this often gets a transaction that waits for it.
constexpr std::size_t misses_before_waiting = 3;
constexpr std::chrono::milliseconds reconnect_pause{100};
constexpr std::chrono::seconds plans_last{10};
constexpr std::chrono::seconds repetition_lasts{10};

// The writer's joins lead from at most a batch of rows into an index, always. On tables that were never
// analysed the planner would rather read the whole log, or all rooms for every row. One plan for batches of
// every size: planning anew costs more than any of these statements.
const std::vector<std::pair<std::string, std::string>> planner_options{
    {"enable_seqscan", "off"},
    {"enable_hashjoin", "off"},
    {"enable_mergejoin", "off"},
    {"enable_material", "off"},
    {"enable_bitmapscan", "off"},
    {"plan_cache_mode", "force_generic_plan"},
    {"jit", "off"}};

const prometheus::Histogram::BucketBoundaries batch_sizes{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

}  // namespace

Writer::Writer(LogSettings settings, EventSink& sink, Logger logger, Metrics& metrics)
    : settings_(std::move(settings)),
      sink_(sink),
      logger_(std::move(logger)),
      metrics_(metrics),
      queue_(settings_.queue_bytes),
      watchdog_(settings_.statement_patience),
      batch_size_(metrics.histogram("chatelier_log_batch_events", "Events per transaction of the writer",
                                    batch_sizes)),
      commit_seconds_(metrics.histogram("chatelier_log_commit_seconds",
                                        "Time of one transaction of the writer", Metrics::durations)),
      queue_depth_(metrics.gauge("chatelier_log_queue_events", "Events that wait for the writers")),
      events_(
          metrics.counter("chatelier_log_events_total", "What became of drafts", {{"outcome", "committed"}})),
      duplicates_(
          metrics.counter("chatelier_log_events_total", "What became of drafts", {{"outcome", "duplicate"}})),
      refused_(
          metrics.counter("chatelier_log_events_total", "What became of drafts", {{"outcome", "refused"}})),
      unavailable_(metrics.counter("chatelier_log_events_total", "What became of drafts",
                                   {{"outcome", "unavailable"}})),
      unknown_(
          metrics.counter("chatelier_log_events_total", "What became of drafts", {{"outcome", "unknown"}})),
      thread_([this] { run(); }) {}

Writer::~Writer() { drain(); }

void Writer::drain() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  while (queue_.wait()) {
    if (pipeline_ == nullptr && !connect()) {
      expire();
      std::this_thread::sleep_for(reconnect_pause);
      continue;
    }
    work(queue_.take(settings_.batch_events, settings_.batch_bytes));
    // One gauge for all writers: each tells by how much its own queue has changed.
    const auto depth = static_cast<double>(queue_.size());
    queue_depth_.Increment(depth - std::exchange(told_depth_, depth));
  }
}

bool Writer::connect() {
  if (!open_) return false;
  std::string why;
  try {
    pipeline_ = std::make_unique<Pipeline>(settings_.database_url, metrics_, [this] { expire(); });
    pipeline_->set(planner_options, [this, socket = pipeline_->socket()] { watchdog_.watch(socket); });
  } catch (const std::exception& error) {
    why = error.what();
  }
  watchdog_.rest();  // before the socket's number is another's
  if (why.empty()) {
    if (std::exchange(away_, false)) logger_.info("log.writer_connected");
    return true;
  }
  pipeline_.reset();
  if (!std::exchange(away_, true)) logger_.warning("log.writer_disconnected", {{"why", why}});
  return false;
}

// What waited too long was never stored; whoever sent it can say so to a person.
void Writer::expire() {
  const auto limit = queue_.closed() ? Steady::time_point::max() : Steady::now() - settings_.queue_patience;
  for (Item& item : queue_.expired(limit)) {
    unavailable_.Increment();
    item.done(fail_after(ErrorCode::log_unavailable, std::chrono::seconds(1)));
  }
}

void Writer::work(std::vector<Item> items) {
  Batch batch = choose(std::move(items));
  queue_.put_back(std::move(batch.later));

  std::vector<Entry> held;
  const auto waits = [](const Entry& entry) { return entry.item.misses >= misses_before_waiting; };
  const auto first_held =
      std::stable_partition(batch.entries.begin(), batch.entries.end(), std::not_fn(waits));
  std::move(first_held, batch.entries.end(), std::back_inserter(held));
  batch.entries.erase(first_held, batch.entries.end());

  if (!batch.entries.empty()) commit(std::move(batch.entries), Locking::try_only);
  if (!held.empty()) commit(std::move(held), Locking::wait);
}

void Writer::commit(std::vector<Entry> entries, Locking locking) {
  if (pipeline_ == nullptr) {  // lost by the transaction just before, while these were not in the queue
    requeue(std::move(entries));
    return expire();
  }
  const auto begun = Steady::now();
  Written written;
  std::string why;
  const Fate fate = attempt(entries, locking, written, why);
  watchdog_.rest();

  switch (fate) {
    case Fate::not_begun:
      logger_.warning("log.transaction_lost", {{"why", why}, {"events", entries.size()}});
      // Who says "not now" is not asked again at once.
      if (pipeline_->stands()) std::this_thread::sleep_for(reconnect_pause);
      pipeline_.reset();
      requeue(std::move(entries));
      expire();
      return;
    case Fate::unknown:
      logger_.error("log.commit_unknown", {{"why", why}, {"events", entries.size()}});
      pipeline_.reset();
      unknown_.Increment(static_cast<double>(entries.size()));
      for (Entry& entry : entries)
        answer(entry, fail(ErrorCode::log_unknown));
      return;
    case Fate::refused:
      if (entries.size() > 1) return one_by_one(std::move(entries), locking);
      refused_.Increment();
      answer(entries.front(), refusal(*entries.front().item.draft.type, why));
      if (refusal(*entries.front().item.draft.type, why).code == ErrorCode::internal)
        logger_.error("log.event_refused", {{"why", why}, {"type", entries.front().item.draft.type->name}});
      return;
    case Fate::committed: break;
  }

  commit_seconds_.Observe(std::chrono::duration<double>(Steady::now() - begun).count());
  batch_size_.Observe(static_cast<double>(entries.size()));
  events_.Increment(static_cast<double>(written.events.size()));
  if (!written.events.empty()) sink_.committed(written.events);

  std::vector<Entry> skipped;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Verdict& verdict = written.verdicts[i];
    if (verdict.skipped) {
      ++entries[i].item.misses;
      skipped.push_back(std::move(entries[i]));
      continue;
    }
    if (verdict.answer->has_error())
      refused_.Increment();
    else if ((*verdict.answer)->duplicate)
      duplicates_.Increment();
    answer(entries[i], *verdict.answer);
  }
  requeue(std::move(skipped));
}

Writer::Fate Writer::attempt(std::span<const Entry> entries, Locking locking, Written& written,
                             std::string& why) {
  const int socket = pipeline_->socket();
  const auto step = [this, socket] { watchdog_.watch(socket); };
  bool committing = false;
  try {
    renew_plans(step);
    written = write_new_or_repeated(entries, locking, step);
    pipeline_->send("commit");
    committing = true;
    pipeline_->finish(step);
    return Fate::committed;
  } catch (const ConnectionLost& error) {
    why = error.what();
    return committing ? Fate::unknown : Fate::not_begun;
  } catch (const StatementFailed& error) {
    why = error.what();
    // A server that goes down says so also to whom it has just committed.
    if (committing && error.sqlstate.starts_with("57")) return Fate::unknown;
    // Still in the queue, until the patience of its items ends.
    if (is_passing(error.sqlstate)) return Fate::not_begun;
  } catch (const std::exception& error) {
    why = error.what();
  }
  // What is left of the transaction goes with its connection where it cannot be taken back.
  return pipeline_->roll_back() ? Fate::refused : Fate::not_begun;
}

// Almost everything is new, and to look up every nonce would cost a tenth of its storing. Whoever repeats
// does so after an outage, together with many others.
Written Writer::write_new_or_repeated(std::span<const Entry> entries, Locking locking,
                                      const std::function<void()>& step) {
  if (Steady::now() >= repeated_ + repetition_lasts) {
    try {
      return write(*pipeline_, queries_, entries, locking, Nonces::taken_for_new, step);
    } catch (const StatementFailed& error) {
      if (!is_repeated_nonce(error) || !pipeline_->roll_back()) throw;
      repeated_ = Steady::now();
    }
  }
  return write(*pipeline_, queries_, entries, locking, Nonces::looked_up, step);
}

// A plan knows how large the tables were when it was made; those of a young installation grow a thousandfold
// in an hour.
void Writer::renew_plans(const std::function<void()>& step) {
  if (Steady::now() - planned_ < plans_last) return;
  pipeline_->send("discard plans");
  pipeline_->finish(step);
  planned_ = Steady::now();
}

// One bad event must not cost the others their commit.
void Writer::one_by_one(std::vector<Entry> entries, Locking locking) {
  for (Entry& entry : entries) {
    std::vector<Entry> single;
    single.push_back(std::move(entry));
    commit(std::move(single), locking);
  }
}

void Writer::requeue(std::vector<Entry> entries) {
  std::vector<Item> items;
  for (Entry& entry : entries) {
    items.push_back(std::move(entry.item));
    std::move(entry.copies.begin(), entry.copies.end(), std::back_inserter(items));
  }
  queue_.put_back(std::move(items));
}

void Writer::answer(Entry& entry, const Result<Receipt>& answer) {
  entry.item.done(answer);
  for (Item& copy : entry.copies) {
    Result<Receipt> again = answer;
    if (again) again->duplicate = true;
    copy.done(std::move(again));
  }
}

Error Writer::refusal(const EventType& type, const std::string& why) {
  for (const auto& [constraint, code] : type.conflicts)
    if (why.find(constraint) != std::string::npos) return fail(code);
  return fail(ErrorCode::internal);
}

}  // namespace chatelier::log
