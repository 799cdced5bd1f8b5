// A cursor is the id of the last action that was seen; one that has been taken back ends the list.
#include "action_store.hpp"

namespace chatelier::admin {
namespace {

constexpr Query insert{"admin.insert_action",
                       "insert into admin_actions (id, at, actor_id, action, subject, detail)"
                       " values ($1, $2::timestamptz, nullif($3, '')::uuid, $4, $5, $6)"};
constexpr Query remove{"admin.delete_action", "delete from admin_actions where id = $1"};

#define ACTIONS                                                                                       \
  "select id, to_char(at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), actor_id, action," \
  " subject, detail from admin_actions"

constexpr Query newest{"admin.newest_actions", ACTIONS " order by at desc, id desc limit $1"};
constexpr Query older{"admin.older_actions", ACTIONS
                      " where (at, id) < (select at, id from admin_actions where id = $1)"
                      " order by at desc, id desc limit $2"};

#undef ACTIONS

std::optional<std::string> optional_text(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<std::string>());
}

}  // namespace

std::int64_t insert_action(Transaction& tx, const NewAction& action) {
  return tx
      .exec(insert, action.id, to_rfc3339(action.at), action.actor, action.act.action, action.act.subject,
            action.act.detail)
      .affected_rows();
}

std::int64_t delete_action(Transaction& tx, const std::string& id) {
  return tx.exec(remove, id).affected_rows();
}

std::vector<protocol::AdminAction> list_actions(Transaction& tx, const std::string& after,
                                                std::int64_t limit) {
  std::vector<protocol::AdminAction> actions;
  for (const auto& row : after.empty() ? tx.exec(newest, limit) : tx.exec(older, after, limit)) {
    protocol::AdminAction& action = actions.emplace_back();
    action.id = row[0].c_str();
    action.at = row[1].c_str();
    action.actor = optional_text(row[2]);
    action.action = row[3].as<std::string>();
    action.subject = optional_text(row[4]);
    action.detail = optional_text(row[5]);
  }
  return actions;
}

}  // namespace chatelier::admin
