// A bounded queue and the threads that empty it. Jobs run on these threads only; nothing here touches an
// io_context.
#include <chatelier/workers.hpp>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace chatelier {

struct Workers::State {
  explicit State(std::size_t limit) : queue_limit(limit) {}

  void run() noexcept {  // a job that throws has nobody to tell: ending the process is the honest answer
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [this] { return stopping || !jobs.empty(); });
      if (jobs.empty()) return;
      auto job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      job();
      job = nullptr;  // what the job holds dies outside the lock
      lock.lock();
    }
  }

  const std::size_t queue_limit;
  mutable std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> jobs;
  bool stopping = false;
  std::vector<std::thread> threads;
};

Workers::Workers(std::string name, std::size_t threads, std::size_t queue_limit, int niceness)
    : state_(std::make_unique<State>(queue_limit)) {
  // Signals belong to the thread that waits for them; a blocking library must not be interrupted by one.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    for (std::size_t i = 0; i < threads; ++i) {
      auto& thread = state_->threads.emplace_back([state = state_.get(), niceness] {
        // Of this thread alone, on Linux; whoever may not be nicer than the process goes on as it is.
        if (niceness != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        state->run();
      });
      const auto label =
          (name.substr(0, 12) + "-" + std::to_string(i)).substr(0, 15);  // the kernel keeps 15 bytes
      pthread_setname_np(thread.native_handle(), label.c_str());
    }
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    stop();
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Workers::~Workers() { stop(); }

void Workers::stop() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (auto& thread : state_->threads) {
    if (thread.joinable()) thread.join();
  }
}

bool Workers::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping || state_->jobs.size() >= state_->queue_limit) return false;
    state_->jobs.push_back(std::move(job));
  }
  state_->wake.notify_one();
  return true;
}

std::size_t Workers::queued() const {
  const std::lock_guard lock(state_->mutex);
  return state_->jobs.size();
}

}  // namespace chatelier
