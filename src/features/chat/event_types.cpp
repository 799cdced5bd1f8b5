#include "event_types.hpp"

#include <chatelier/protocol.hpp>

namespace chatelier::chat {
namespace {

// Everybody else's account is gone, or the only other person does not want to hear this one.
#define NOBODY_TO_HEAR                                                                               \
  "(select case count(*) when 1 then true when 2 then bool_or(k.user_id is not null) else false end" \
  " from members o left join blocks k on k.user_id = o.user_id and k.blocked_id = b.actor_id"        \
  " where o.room_id = b.room_id)"

// Read as JSON only when it may be one: a person may have written the same letters.
#define REPLIES_TO_NOTHING                                                                 \
  "b.body ? 'reply_to' and not exists (select from messages t where t.room_id = b.room_id" \
  " and t.seq = (b.body->>'reply_to')::bigint)"

#define NOT_THE_FIRST \
  "exists (select from batch o where o.room_id = b.room_id and o.actor_id = b.actor_id and o.n < b.n)"

#define LAST_WRITTEN                                                                     \
  "select w.at from messages w where w.room_id = b.room_id and w.author_id = b.actor_id" \
  " order by w.seq desc limit 1"

}  // namespace

const EventType message_created{
    .name = protocol::events::MessageCreated::spec.type,
    .wraps = protocol::events::MessageCreated::spec.wraps,
    .admit = {"chat.message_created.admit",
              " select n, code from (select b.n, case"
              " when s.rank is null then 'room/not_member'"
              " when r.archived_at is not null then 'room/archived'"
              " when s.rank < rank_of(r.posting) then 'room/forbidden'"
              " when b.raw like '%\"reply_to\":%' and " REPLIES_TO_NOTHING " then 'message/reply_target'"
              " when r.kind = 'dm' and " NOBODY_TO_HEAR " then 'dm/unreachable'"
              " when r.slow_mode > 0 and s.rank < 3 and (" NOT_THE_FIRST "  or (" LAST_WRITTEN
              ") > clock_timestamp() - r.slow_mode * interval '1 second')"
              "  then 'room/slow_mode'"
              " end as code"
              " from batch b"
              " left join rooms r on r.id = b.room_id and r.deleted_at is null"
              " left join seats s on s.room_id = r.id and s.user_id = b.actor_id) judged"
              " where code is not null"},
    .project = {"chat.message_created.project",
                " insert into messages (room_id, seq, rev, author_id, at, nonce, text, reply_to)"
                " select room_id, seq, seq, actor_id, at, nonce, body->>'text', (body->>'reply_to')::bigint"
                " from batch"},
    .is_message = true,
};

#undef NOBODY_TO_HEAR
#undef REPLIES_TO_NOTHING
#undef NOT_THE_FIRST
#undef LAST_WRITTEN

}  // namespace chatelier::chat
