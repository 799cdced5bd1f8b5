-- What administrators did, for those who come after them. Names of people stand nowhere in it: they go with the account.
create table admin_actions (
  id       uuid        primary key,
  at       timestamptz not null,
  actor_id uuid        references users (id),                       -- null: at the server's own terminal
  action   text        not null check (char_length(action) between 1 and 64),
  subject  text        check (char_length(subject) <= 64),          -- the id of a person or a room
  detail   text        check (char_length(detail) <= 200)
);
create index admin_actions_newest on admin_actions (at desc, id desc);
