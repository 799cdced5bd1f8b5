#include "event_types.hpp"

#include <chatelier/protocol.hpp>

namespace chatelier::rooms {

// The room, its row and its first member enter together: there is no room without an owner, not even for a
// moment.
const EventType room_created{
    .name = protocol::events::RoomCreated::spec.type,
    .wraps = {},
    .admit = {"rooms.room_created.admit",
              " select b.n, 'room/name_taken' from batch b join rooms r on r.kind = 'public' and "
              "b.body->>'kind' = 'public'"
              " and lower(normalize(r.name, NFKC) collate \"und-x-icu\")"
              " = lower(normalize(b.body->>'name', NFKC) collate \"und-x-icu\")"},
    .project = {"rooms.room_created.project",
                ", made as (insert into rooms (id, name, kind, topic, created_at)"
                " select room_id, body->>'name', body->>'kind', body->>'topic', at from batch),"
                " read as (insert into read_positions (room_id, user_id, seq) select room_id, actor_id, seq "
                "from batch)"
                " insert into members (room_id, user_id, role, joined_at)"
                " select room_id, actor_id, 'owner', at from batch"},
    .changes_room = true,
    .conflicts = {{"rooms_public_name", ErrorCode::room_name_taken}},
};

const EventType member_joined{
    .name = protocol::events::MemberJoined::spec.type,
    .wraps = {},
    .admit = {"rooms.member_joined.admit",
              " select b.n, case when r.id is null or u.id is null then 'room/not_found' else "
              "'room/already_member' end"
              " from batch b"
              " left join rooms r on r.id = b.room_id and r.kind = 'public'"
              " left join users u on u.id = (b.body->>'user')::uuid and u.deleted_at is null"
              " left join members m on m.room_id = b.room_id and m.user_id = (b.body->>'user')::uuid"
              " where r.id is null or u.id is null or m.user_id is not null"},
    // History is not unread to somebody new.
    .project = {"rooms.member_joined.project",
                ", read as (insert into read_positions (room_id, user_id, seq)"
                " select room_id, (body->>'user')::uuid, seq from batch"
                " on conflict (room_id, user_id) do update set seq = excluded.seq)"
                " insert into members (room_id, user_id, role, joined_at)"
                " select room_id, (body->>'user')::uuid, body->>'role', at from batch"},
    .changes_room = true,
};

const EventType member_left{
    .name = protocol::events::MemberLeft::spec.type,
    .wraps = {},
    .admit = {"rooms.member_left.admit",
              " select b.n, 'room/not_member' from batch b"
              " left join members m on m.room_id = b.room_id and m.user_id = (b.body->>'user')::uuid"
              " where m.user_id is null"},
    .project = {"rooms.member_left.project",
                ", unread as (delete from read_positions p using batch b"
                " where p.room_id = b.room_id and p.user_id = (b.body->>'user')::uuid)"
                " delete from members m using batch b"
                " where m.room_id = b.room_id and m.user_id = (b.body->>'user')::uuid"},
    .changes_room = true,
    .ends_hearing = true,
};

}  // namespace chatelier::rooms
