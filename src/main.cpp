// Configuration → App → run → drain; or one command at the server's terminal.
#include "admin_command.hpp"
#include "app.hpp"

#include <chatelier/config.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <variant>

// Read by jemalloc at start: what was freed goes back to the system within seconds, also from threads that
// have nothing to do.
extern "C" const char* malloc_conf;
const char* malloc_conf = "background_thread:true,dirty_decay_ms:2000,muzzy_decay_ms:0";

int main(int argc, char** argv) {
  using namespace chatelier;
  const auto parsed = parse_config(argc, argv);
  if (const auto* end = std::get_if<ConfigExit>(&parsed)) {
    std::fputs(end->text.c_str(), end->code == 0 ? stdout : stderr);
    return end->code;
  }
  const Config& config = std::get<Config>(parsed);
  if (config.admin) return run_admin(config);
  // Blocked in every thread, so that `run` alone receives them; a broken pipe is an error code where it
  // happens.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  raise_open_files_limit();
  try {
    App app(config);
    return app.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chatelier: %s\n", error.what());
    return 1;
  }
}
