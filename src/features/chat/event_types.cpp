#include "event_types.hpp"

#include <chatelier/protocol.hpp>

namespace chatelier::chat {

const EventType message_created{
    .name = protocol::events::MessageCreated::spec.type,
    .wraps = protocol::events::MessageCreated::spec.wraps,
    .admit = {"chat.message_created.admit",
              " select b.n, case when m.role is null then 'room/not_member' when m.role = 'reader' then "
              "'room/forbidden'"
              " else 'message/reply_target' end"
              " from batch b"
              " left join members m on m.room_id = b.room_id and m.user_id = b.actor_id"
              " left join messages t on t.room_id = b.room_id and t.seq = (b.body->>'reply_to')::bigint"
              " where m.role is null or m.role = 'reader' or (b.body ? 'reply_to' and t.seq is null)"},
    // Whoever writes has read what stands above.
    .project = {"chat.message_created.project",
                ", stored as (insert into messages (room_id, seq, rev, author_id, at, nonce, text, reply_to)"
                " select room_id, seq, seq, actor_id, at, nonce, body->>'text', (body->>'reply_to')::bigint "
                "from batch)"
                " insert into read_positions (room_id, user_id, seq)"
                " select room_id, actor_id, max(seq) from batch group by room_id, actor_id"
                " on conflict (room_id, user_id) do update set seq = excluded.seq"
                " where read_positions.seq < excluded.seq"},
    .is_message = true,
};

}  // namespace chatelier::chat
