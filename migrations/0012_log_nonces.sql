-- An event carries its nonce, and an index makes it one of its kind: a table of its own would cost every event a second
-- row.
alter table room_events add column nonce uuid;
update room_events e set nonce = n.nonce from room_nonces n where n.room_id = e.room_id and n.seq = e.seq;
update room_events set nonce = gen_random_uuid() where nonce is null;
alter table room_events alter column nonce set not null;
drop table room_nonces;
create unique index room_events_by_nonce on room_events (room_id, actor_id, nonce);
