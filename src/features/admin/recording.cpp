// Nothing that an administrator does goes unseen: a row for the administrators, a line for the operator.
#include "action_store.hpp"
#include "parts.hpp"

#include <chatelier/ids.hpp>

#include <utility>

namespace chatelier::admin {

Task<std::string> Parts::record(std::string actor, Act act) {
  NewAction row{new_id(), clock.wall(), std::move(actor), std::move(act)};
  const std::string id = row.id;
  auto write = [row = std::move(row)](Transaction& tx) { return insert_action(tx, row); };
  co_await database.write(std::move(write));
  co_return id;
}

Task<void> Parts::take_back(std::string record) {
  auto remove = [record = std::move(record)](Transaction& tx) { return delete_action(tx, record); };
  co_await database.write(std::move(remove));
}

void log_act(const Context& context, const Act& act) {
  context.logger.info("admin.act", {{"action", act.action},
                                    {"actor", context.identity->user},
                                    {"subject", act.subject},
                                    {"trace", context.trace_id}});
}

}  // namespace chatelier::admin
