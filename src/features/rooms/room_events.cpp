// Events about a room itself: its beginning, its changes, its end.
#include "event_types.hpp"

#include <chatelier/protocol.hpp>

namespace chatelier::rooms {

// The room, its row and its first members enter together: there is no room without an owner, not even for a
// moment. A direct message begins with everybody in it, and belongs to nobody.
const EventType room_created{
    .name = protocol::events::RoomCreated::spec.type,
    .wraps = {},
    .admit =
        {"rooms.room_created.admit",
         " select b.n, case"
         " when known.id is not null then 'room/exists'"
         " when r.id is not null then 'room/name_taken'"
         " when p.gone then 'user/not_found'"
         " when p.rooms >= 1000 then 'room/too_many'"
         " else 'dm/unreachable' end"
         " from batch b"
         " left join rooms known on known.id = b.room_id"
         " left join rooms r on r.kind = 'public' and r.deleted_at is null and b.body->>'kind' = 'public'"
         " and lower(normalize(r.name, NFKC) collate \"und-x-icu\")"
         " = lower(normalize(b.body->>'name', NFKC) collate \"und-x-icu\")"
         " left join lateral (select bool_or(u.id is null or u.deleted_at is not null) as gone,"
         " bool_or(k.user_id is not null) as blocks,"
         " max((select count(*) from members c where c.user_id = person.id::uuid)) as rooms"
         " from jsonb_array_elements_text(coalesce(b.body->'people', jsonb_build_array(b.actor_id)))"
         " as person(id)"
         " left join users u on u.id = person.id::uuid"
         " left join blocks k on k.user_id = person.id::uuid and k.blocked_id = b.actor_id) p on true"
         " where known.id is not null or r.id is not null or p.gone or p.blocks or p.rooms >= 1000"},
    .project = {"rooms.room_created.project",
                ", made as (insert into rooms (id, name, kind, topic, created_at)"
                " select room_id, body->>'name', body->>'kind', body->>'topic', at from batch),"
                " first as (select b.room_id, person.id::uuid as user_id, b.seq, b.at,"
                " case b.body->>'kind' when 'dm' then 'member' else 'owner' end as role from batch b,"
                " jsonb_array_elements_text(coalesce(b.body->'people', jsonb_build_array(b.actor_id))) as "
                "person(id)),"
                " read as (insert into read_positions (room_id, user_id, seq) select room_id, user_id, seq "
                "from first)"
                " insert into members (room_id, user_id, role, joined_at) select room_id, user_id, role, at "
                "from first"},
    .changes_room = true,
    .conflicts = {{"rooms_public_name", ErrorCode::room_name_taken}, {"rooms_pkey", ErrorCode::room_exists}},
};

// Topic and slow mode are tools of moderators, everything else is the owners'.
const EventType room_updated{
    .name = protocol::events::RoomUpdated::spec.type,
    .wraps = {},
    .admit =
        {"rooms.room_updated.admit",
         " select n, code from (select b.n, case"
         " when r.id is null then 'room/not_found'"
         " when r.kind = 'dm' then 'room/fixed'"
         " when s.rank is null then 'room/not_member'"
         " when s.rank < 3 or s.rank < 4 and b.body - 'topic' - 'slow_mode' <> '{}' then 'room/forbidden'"
         " when r.lobby and b.body ?| array['kind', 'archived'] then 'room/lobby'"
         " when o.id is not null then 'room/name_taken' end as code"
         " from batch b"
         " left join rooms r on r.id = b.room_id and r.deleted_at is null"
         " left join seats s on s.room_id = b.room_id and s.user_id = b.actor_id"
         " left join rooms o on b.body ?| array['name', 'kind'] and o.kind = 'public' and o.deleted_at is "
         "null"
         " and o.id <> b.room_id and coalesce(b.body->>'kind', r.kind) = 'public'"
         " and lower(normalize(o.name, NFKC) collate \"und-x-icu\")"
         " = lower(normalize(coalesce(b.body->>'name', r.name), NFKC) collate \"und-x-icu\")) judged"
         " where code is not null"},
    .project =
        {"rooms.room_updated.project",
         " update rooms r set name = coalesce(b.body->>'name', r.name),"
         " topic = case when b.body ? 'topic' then nullif(b.body->>'topic', '') else r.topic end,"
         " kind = coalesce(b.body->>'kind', r.kind), posting = coalesce(b.body->>'posting', r.posting),"
         " drawing = coalesce(b.body->>'drawing', r.drawing),"
         " slow_mode = coalesce((b.body->>'slow_mode')::int, r.slow_mode),"
         " archived_at = case when b.body ? 'archived'"
         " then case when (b.body->>'archived')::boolean then coalesce(r.archived_at, b.at) end"
         " else r.archived_at end"
         " from batch b where r.id = b.room_id"},
    .changes_room = true,
    .hearing = EventType::Hearing::ends_for_strangers,
    .conflicts = {{"rooms_public_name", ErrorCode::room_name_taken}},
};

// The row stays until erasure.cpp has removed what it held, which may be more than one transaction should.
const EventType room_deleted{
    .name = protocol::events::RoomDeleted::spec.type,
    .wraps = {},
    .admit = {"rooms.room_deleted.admit",
              " select n, code from (select b.n, case"
              " when r.id is null then 'room/not_found'"
              " when r.kind = 'dm' then 'room/fixed'"
              " when r.lobby then 'room/lobby'"
              " when u.deleted_at is not null and exists (select 1 from members o"
              "  where o.room_id = b.room_id and o.user_id <> u.id) then 'room/forbidden'"
              " when not u.admin and coalesce(s.rank, 0) < 4 then 'room/forbidden' end as code"
              " from batch b join users u on u.id = b.actor_id"
              " left join rooms r on r.id = b.room_id and r.deleted_at is null"
              " left join seats s on s.room_id = b.room_id and s.user_id = b.actor_id) judged"
              " where code is not null"},
    .project = {"rooms.room_deleted.project",
                ", links as (delete from invites i using batch b where i.room_id = b.room_id),"
                " barred as (delete from bans x using batch b where x.room_id = b.room_id),"
                " read as (delete from read_positions p using batch b where p.room_id = b.room_id),"
                " gone as (delete from members m using batch b where m.room_id = b.room_id)"
                " update rooms r set deleted_at = b.at, name = 'deleted', topic = null from batch b"
                " where r.id = b.room_id"},
    .changes_room = true,
    .hearing = EventType::Hearing::ends_for_all,
};

}  // namespace chatelier::rooms
