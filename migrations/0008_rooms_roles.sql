-- Rooms for real: direct messages, who may do what, bans, invitations. All but the last two columns of read_positions is
-- written by the log's writer, beside the events that say it.

alter table rooms
  drop constraint rooms_kind_check,
  drop constraint rooms_name_check,
  add column posting     text        not null default 'member' check (posting in ('member', 'moderator', 'owner')),
  add column drawing     text        not null default 'member' check (drawing in ('member', 'moderator', 'owner')),
  add column slow_mode   integer     not null default 0 check (slow_mode between 0 and 21600),  -- seconds
  add column archived_at timestamptz,
  add column deleted_at  timestamptz,               -- nobody finds it any more; its log is being erased
  add constraint rooms_kind_check check (kind in ('public', 'private', 'dm')),
  add constraint rooms_name_check check (case when kind = 'dm' then name = '' else char_length(name) between 1 and 80 end);

drop index rooms_public_name;
create unique index rooms_public_name on rooms (lower(normalize(name, NFKC) collate "und-x-icu"))
  where kind = 'public' and deleted_at is null;
create index rooms_to_erase on rooms (id) where deleted_at is not null;

-- What a role is worth, so that roles can be compared.
create function rank_of(role text) returns integer language sql immutable parallel safe
  return array_position(array['reader', 'member', 'moderator', 'owner'], role);

-- A member with the rank that counts. The lobby belongs to the server's administrators.
create view seats as
  select m.room_id, m.user_id, m.role, case when r.lobby and u.admin then 4 else rank_of(m.role) end as rank
  from members m join rooms r on r.id = m.room_id join users u on u.id = m.user_id;

-- Who may not be in a room.
create table bans (
  room_id uuid        not null references rooms (id) on delete cascade,
  user_id uuid        not null references users (id),
  by_id   uuid        not null references users (id),
  at      timestamptz not null,
  primary key (room_id, user_id)
);

-- Links that let people in. `uses` is counted by the writer, so that a link for one lets one in.
create table invites (
  room_id    uuid        not null references rooms (id) on delete cascade,
  id         uuid        not null,
  code       text        not null unique check (char_length(code) between 16 and 64),
  by_id      uuid        not null references users (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  max_uses   integer     check (max_uses > 0),
  uses       integer     not null default 0,
  primary key (room_id, id)
);

alter table read_positions
  add column wrote_at  timestamptz,                 -- when this person last wrote here: for slow mode
  add column hidden_at bigint;                      -- a direct message put away when it held so many messages
