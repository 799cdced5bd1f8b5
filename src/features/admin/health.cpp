// How the server is: also when the database is not, then without what it would know.
#include "inventory.hpp"
#include "parts.hpp"

namespace chatelier::admin {
namespace {

std::string name_of(Registration registration) {
  switch (registration) {
    case Registration::open: return "open";
    case Registration::invite: return "invite";
    case Registration::closed: return "closed";
  }
  return {};
}

}  // namespace

Task<Result<protocol::ServerHealth>> Parts::health() {
  protocol::ServerHealth report;
  report.version = CHATELIER_VERSION;
  report.started_at = started_at;
  report.registration = name_of(settings.registration);
  report.connections = static_cast<std::int64_t>(hooks.connections());
  report.redis = redis.connected();
  auto count = [report](Transaction& tx) {
    protocol::ServerHealth counted = report;
    count_stored(tx, counted);
    counted.postgres = true;
    return counted;
  };
  try {
    report = co_await database.read(std::move(count));
  } catch (const DatabaseUnavailable&) {
    report.postgres = false;  // that is the answer
  }
  co_return report;
}

}  // namespace chatelier::admin
