-- What an administrator may do about an account: switch it off, and make a link that sets a new password.

alter table users
  add column disabled_at timestamptz,
  add constraint users_tombstone_is_not_disabled check (deleted_at is null or disabled_at is null);

-- One link per person: asking for another replaces it. The token itself is only in the link.
create table password_resets (
  user_id    uuid        primary key references users (id) on delete cascade,
  token_hash text        not null unique check (char_length(token_hash) = 64),  -- SHA-256, hexadecimal
  expires_at timestamptz not null
);
