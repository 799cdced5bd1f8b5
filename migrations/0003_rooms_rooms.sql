-- Rooms and who is in them. `rooms` and `members` are projections of the log: the writer alone changes them.
create table rooms (
  id         uuid        primary key,
  name       text        not null check (char_length(name) between 1 and 80),
  kind       text        not null check (kind in ('public', 'private')),
  topic      text        check (char_length(topic) <= 250),
  lobby      boolean     not null default false,     -- everyone is in it, and nobody leaves it
  created_at timestamptz not null
);
create unique index rooms_public_name on rooms (lower(normalize(name, NFKC) collate "und-x-icu")) where kind = 'public';
create unique index rooms_one_lobby on rooms (lobby) where lobby;

create table members (
  room_id   uuid        not null references rooms (id) on delete cascade,
  user_id   uuid        not null references users (id),
  role      text        not null check (role in ('owner', 'moderator', 'member', 'reader')),
  joined_at timestamptz not null,
  primary key (room_id, user_id)
);
create index members_by_user on members (user_id, room_id);

-- How far each member has read: not an event, because nobody else needs to know.
create table read_positions (
  room_id uuid   not null references rooms (id) on delete cascade,
  user_id uuid   not null references users (id),
  seq     bigint not null check (seq >= 0),
  primary key (room_id, user_id)
);

insert into rooms (id, name, kind, topic, lobby, created_at)
values ('01970000-0000-7000-8000-000000000001', 'lobby', 'public', 'Say hello; everyone is here', true, now());
