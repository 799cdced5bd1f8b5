// Events about who is in a room and what they may do there. `s` is the person concerned, `a` whoever does it;
// ranks are 1 reader, 2 member, 3 moderator, 4 owner.
#include "event_types.hpp"

#include <chatelier/protocol.hpp>

namespace chatelier::rooms {
namespace {

// The person concerned is the only one who owns the room.
#define IS_LAST_OWNER                                                                    \
  "s.role = 'owner' and not exists (select 1 from members o where o.room_id = b.room_id" \
  " and o.role = 'owner' and o.user_id <> s.user_id)"

#define CONCERNED                                                                       \
  " from batch b"                                                                       \
  " left join rooms r on r.id = b.room_id and r.deleted_at is null"                     \
  " left join users u on u.id = (b.body->>'user')::uuid"                                \
  " left join seats s on s.room_id = b.room_id and s.user_id = (b.body->>'user')::uuid" \
  " left join seats a on a.room_id = b.room_id and a.user_id = b.actor_id"

// More would make a greeting that no socket carries.
#define HAS_TOO_MANY_ROOMS "(select count(*) from members c where c.user_id = u.id) >= 1000"

// When somebody last wrote is remembered beyond leaving, or slow mode would end there; not of an account that
// is gone.
#define REMOVE_MEMBER                                                                               \
  " unread as (delete from read_positions p using batch b join users u on u.deleted_at is not null" \
  " and u.id = (b.body->>'user')::uuid"                                                             \
  " where p.room_id = b.room_id and p.user_id = (b.body->>'user')::uuid)"                           \
  " delete from members m using batch b"                                                            \
  " where m.room_id = b.room_id and m.user_id = (b.body->>'user')::uuid"

}  // namespace

// People join public rooms by themselves, any room by an invitation; moderators bring others in.
const EventType member_joined{
    .name = protocol::events::MemberJoined::spec.type,
    .wraps = {},
    .admit = {"rooms.member_joined.admit",
              " select n, code from (select b.n, case"
              " when r.id is null then 'room/not_found'"
              " when u.id is null or u.deleted_at is not null then 'user/not_found'"
              " when s.user_id is not null then 'room/already_member'"
              " when r.kind = 'dm' then 'room/fixed'"
              " when x.user_id is not null then 'room/banned'"
              " when " HAS_TOO_MANY_ROOMS " then 'room/too_many'"
              " when b.actor_id = u.id and b.body->>'role' <> 'member' then 'room/forbidden'"
              " when b.actor_id = u.id and b.body ? 'invite' then case"
              "  when i.id is null then 'invite/not_found'"
              "  when i.expires_at <= clock_timestamp() then 'invite/expired'"
              "  when i.uses >= i.max_uses then 'invite/used_up' end"
              " when b.actor_id = u.id then case when r.kind <> 'public' then 'room/not_found' end"
              " when coalesce(a.rank, 0) < 3 or a.rank < 4 and rank_of(b.body->>'role') >= a.rank"
              "  then 'room/forbidden'"
              " when k.user_id is not null then 'dm/unreachable' end as code" CONCERNED
              " left join bans x on x.room_id = b.room_id and x.user_id = u.id"
              " left join invites i on i.room_id = b.room_id and i.id = (b.body->>'invite')::uuid"
              " left join blocks k on k.user_id = u.id and k.blocked_id = b.actor_id) judged"
              " where code is not null"},
    // History is not unread to somebody new.
    .project = {"rooms.member_joined.project",
                ", read as (insert into read_positions (room_id, user_id, seq)"
                " select room_id, (body->>'user')::uuid, seq from batch"
                " on conflict (room_id, user_id) do update set seq = excluded.seq),"
                " used as (update invites i set uses = i.uses + 1 from batch b"
                " where i.room_id = b.room_id and i.id = (b.body->>'invite')::uuid)"
                " insert into members (room_id, user_id, role, joined_at)"
                " select room_id, (body->>'user')::uuid, body->>'role', at from batch"},
    .changes_room = true,
};

// Of one's own will, or because somebody above removes one. A deleted account leaves whatever it was.
const EventType member_left{
    .name = protocol::events::MemberLeft::spec.type,
    .wraps = {},
    .admit = {"rooms.member_left.admit",
              " select n, code from (select b.n, case"
              " when r.id is null then 'room/not_found'"
              " when s.user_id is null then case when b.actor_id = u.id then 'room/not_member'"
              "  else 'member/not_found' end"
              " when u.deleted_at is not null then null"
              " when r.kind = 'dm' then 'room/fixed'"
              " when r.lobby then 'room/lobby'"
              " when b.actor_id <> u.id and (coalesce(a.rank, 0) < 3 or a.rank < 4 and s.rank >= a.rank)"
              "  then 'room/forbidden'"
              " when " IS_LAST_OWNER " then 'room/last_owner' end as code" CONCERNED
              ") judged where code is not null"},
    .project = {"rooms.member_left.project", "," REMOVE_MEMBER},
    .changes_room = true,
    .hearing = EventType::Hearing::ends_for_user,
};

// A moderator gives and takes what is below the own role; one's own role one may only lower.
const EventType member_changed{
    .name = protocol::events::MemberChanged::spec.type,
    .wraps = {},
    .admit = {"rooms.member_changed.admit",
              " select n, code from (select b.n, case"
              " when r.id is null then 'room/not_found'"
              " when r.kind = 'dm' then 'room/fixed'"
              " when s.user_id is null then 'member/not_found'"
              " when coalesce(a.rank, 0) < 3 or a.rank < 4 and (rank_of(b.body->>'role') >= a.rank"
              "  or s.rank >= a.rank and s.user_id <> a.user_id) then 'room/forbidden'"
              " when b.body->>'role' <> 'owner' and " IS_LAST_OWNER
              " then 'room/last_owner' end as code" CONCERNED ") judged where code is not null"},
    .project = {"rooms.member_changed.project",
                " update members m set role = b.body->>'role' from batch b"
                " where m.room_id = b.room_id and m.user_id = (b.body->>'user')::uuid"},
    .changes_room = true,
};

// Also of somebody who is not in the room: a public one is then neither read nor joined.
const EventType member_banned{
    .name = protocol::events::MemberBanned::spec.type,
    .wraps = {},
    .admit =
        {"rooms.member_banned.admit",
         " select n, code from (select b.n, case"
         " when r.id is null then 'room/not_found'"
         " when r.kind = 'dm' then 'room/fixed'"
         " when u.id is null or u.deleted_at is not null then 'user/not_found'"
         " when u.id = b.actor_id then 'user/self'"
         " when coalesce(a.rank, 0) < 3 or a.rank < 4 and s.rank >= a.rank then 'room/forbidden'"
         " when x.user_id is not null then 'room/banned'"
         " when " IS_LAST_OWNER " then 'room/last_owner' end as code" CONCERNED
         " left join bans x on x.room_id = b.room_id and x.user_id = u.id) judged where code is not null"},
    .project = {"rooms.member_banned.project",
                ", barred as (insert into bans (room_id, user_id, by_id, at)"
                " select room_id, (body->>'user')::uuid, actor_id, at from batch)," REMOVE_MEMBER},
    .changes_room = true,
    .hearing = EventType::Hearing::ends_for_user,
};

const EventType member_unbanned{
    .name = protocol::events::MemberUnbanned::spec.type,
    .wraps = {},
    .admit =
        {"rooms.member_unbanned.admit",
         " select n, code from (select b.n, case"
         " when r.id is null then 'room/not_found'"
         " when coalesce(a.rank, 0) < 3 then 'room/forbidden'"
         " when x.user_id is null then 'member/not_found' end as code" CONCERNED
         " left join bans x on x.room_id = b.room_id and x.user_id = u.id) judged where code is not null"},
    .project = {"rooms.member_unbanned.project",
                " delete from bans x using batch b"
                " where x.room_id = b.room_id and x.user_id = (b.body->>'user')::uuid"},
    .changes_room = true,
};

#undef IS_LAST_OWNER
#undef CONCERNED
#undef HAS_TOO_MANY_ROOMS
#undef REMOVE_MEMBER

}  // namespace chatelier::rooms
