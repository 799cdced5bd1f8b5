-- Messages as pages show them: a projection of the log, written by the writer in the same transaction.
create table messages (
  room_id   uuid        not null references rooms (id) on delete cascade,
  seq       bigint      not null,
  rev       bigint      not null,                    -- the seq of the last change
  author_id uuid        not null references users (id),
  at        timestamptz not null,
  nonce     uuid        not null,
  text      text        not null check (char_length(text) between 1 and 4000),
  reply_to  bigint,
  primary key (room_id, seq)
);
