-- The room log: everything durable that happens in a room, in one order. Only the writer inserts here.
create table room_events (
  room_id  uuid        not null,
  seq      bigint      not null check (seq > 0),
  at       timestamptz not null,
  actor_id uuid        not null,
  type     text        not null check (char_length(type) <= 64),
  target   bigint,                                  -- the seq of the message that the event concerns
  msg_no   bigint      not null,                    -- the number of messages in the room up to here
  body     text        not null check (octet_length(body) <= 65536),
  primary key (room_id, seq)
);
create index room_events_by_target on room_events (room_id, target) where target is not null;

-- What was sent twice exists once: (room, author, nonce) leads to the event that it became.
create table room_nonces (
  room_id   uuid   not null,
  author_id uuid   not null,
  nonce     uuid   not null,
  seq       bigint not null,
  primary key (room_id, author_id, nonce)
);
