// The composition root: every object of the process, in order of birth; the reverse is the order of death.
#pragma once

#include <chatelier/config.hpp>

#include <cstdint>
#include <memory>

namespace chatelier {

class App {
 public:
  /// Builds everything and listens; nothing runs yet. Throws what makes a start impossible, such as a port in
  /// use.
  explicit App(const Config& config);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Serves until a signal asks it to end, then drains. The process's exit code.
  int run();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace chatelier
