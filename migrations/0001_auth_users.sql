-- Accounts and their sessions. Personal data stands in these three tables and nowhere else in the database.

-- A person. After deletion the row stays as a tombstone, because what the person wrote names its id; everything that
-- says who it was is gone, and the constraint at the end holds us to it.
create table users (
  id                uuid        primary key,
  username          text        not null check (char_length(username) between 2 and 32),
  username_key      text        collate "C" unique check (octet_length(username_key) <= 512),       -- case-folded: signs in
  username_skeleton text        collate "C" unique check (octet_length(username_skeleton) <= 1024), -- looks like this
  display_name      text        not null check (char_length(display_name) between 1 and 64),
  email             text        check (char_length(email) <= 254),
  password_hash     text        check (char_length(password_hash) <= 128),
  admin             boolean     not null default false,
  preferences       jsonb       not null default '{}'
                                check (jsonb_typeof(preferences) = 'object' and octet_length(preferences::text) <= 4096),
  created_at        timestamptz not null,
  deleted_at        timestamptz,
  constraint users_live_or_tombstone check (
    case when deleted_at is null
      then username_key is not null and username_skeleton is not null and password_hash is not null
      else coalesce(username_key, username_skeleton, email, password_hash) is null and not admin and preferences = '{}'
    end)
);

-- Which account an e-mail address signs in to: the first that claimed it. A table of its own, so that claiming an
-- address that somebody has does not fail; registering must not tell strangers who has an account here.
create table email_claims (
  email_key text collate "C" primary key check (octet_length(email_key) <= 1024),
  user_id   uuid not null unique references users (id) on delete cascade
);

-- One sign-in of one person. The secret itself is only in the browser.
create table sessions (
  id           uuid        primary key,
  user_id      uuid        not null references users (id) on delete cascade,
  kind         text        not null check (kind in ('cookie', 'token')),
  secret_hash  text        not null unique check (char_length(secret_hash) = 64),  -- SHA-256, hexadecimal
  user_agent   text        not null check (char_length(user_agent) <= 200),
  address      text        not null check (char_length(address) <= 45),            -- the network only, see address.hpp
  created_at   timestamptz not null,
  last_seen_at timestamptz not null
);
create index sessions_by_user on sessions (user_id);
