-- A message costs the writer two inserts and no more. What a foreign key would ask of every row, the writer has asked of
-- the whole batch before, with the room locked: the room stands and its author is a member (chat.message_created.admit).
-- Accounts are never deleted, only made tombstones, and a deleted room's messages are erased before its row.
alter table messages
  drop constraint messages_room_id_fkey,
  drop constraint messages_author_id_fkey;

-- Whoever writes has read what stands above, and slow mode asks when that was: both are looked up here. A row of
-- read_positions that every message updates would grow dead versions for as long as somebody's snapshot is open.
create index messages_by_author on messages (room_id, author_id, seq);
alter table read_positions drop column wrote_at;

-- The same view, but without reading the room and the person for the sake of the one room that administrators own.
create or replace view seats as
  select m.room_id, m.user_id, m.role,
    case when m.room_id = (select l.id from rooms l where l.lobby)
      then case when (select u.admin from users u where u.id = m.user_id) then 4 else rank_of(m.role) end
      else rank_of(m.role) end as rank
  from members m;
