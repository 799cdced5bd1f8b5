// The statements of an event type as the writer runs them: the feature's SQL behind the relation `batch`.
// What stores a batch writes the log and the feature's projection of it in one statement, so that Postgres
// takes the arrays apart once.
#pragma once

#include <chatelier/log.hpp>

#include <string>
#include <unordered_map>

namespace chatelier::log {

/// Made once per type and kept, because a connection knows its prepared statements by the address of their
/// name.
class TypeQueries {
 public:
  [[nodiscard]] Query admit(const EventType& type) { return {type.admit.name, of(type).admit.c_str()}; }
  [[nodiscard]] Query store(const EventType& type) { return {type.project.name, of(type).store.c_str()}; }

 private:
  struct Statements {
    std::string admit;
    std::string store;
  };

  const Statements& of(const EventType& type) {
    const auto found = statements_.find(&type);
    if (found != statements_.end()) return found->second;
    // Not materialized: what a type does not ask for, such as the body read as JSON, is not computed.
    const std::string admit =
        "with batch as not materialized (select n, room_id, actor_id, target, body::jsonb as body, body as "
        "raw from"
        " unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])"
        " as b(n, room_id, actor_id, target, body))";
    const std::string store =
        "with batch as (insert into room_events (room_id, seq, at, actor_id, type, target, msg_no, body, "
        "nonce)"
        " select room_id, seq, at, actor_id, '" +
        std::string(type.name) +
        "', nullif(target, 0), msg_no, body, nonce from"
        " unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], "
        "$7::timestamptz[],"
        " $8::uuid[]) as b(room_id, actor_id, target, body, seq, msg_no, at, nonce)"
        " returning room_id, actor_id, target, body::jsonb as body, seq, msg_no, at, nonce)";
    return statements_.emplace(&type, Statements{admit + type.admit.sql, store + type.project.sql})
        .first->second;
  }

  std::unordered_map<const EventType*, Statements> statements_;
};

}  // namespace chatelier::log
