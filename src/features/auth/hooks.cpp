// Never lets another feature's failure undo or refuse what has happened here.
#include "hooks.hpp"

#include <exception>
#include <utility>

namespace chatelier::auth {

Task<void> run_hook(Logger logger, std::string trace, std::string_view name, std::string user,
                    Task<void> hook) {
  try {
    co_await std::move(hook);
  } catch (const std::exception& error) {
    logger.error("auth.hook_failed",
                 {{"hook", name}, {"user", user}, {"why", error.what()}, {"trace", trace}});
  }
}

}  // namespace chatelier::auth
