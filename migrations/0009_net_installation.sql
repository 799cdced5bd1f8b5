-- What this installation alone knows: with it the nodes make the names under which they count people and
-- addresses in Redis, so that nobody who sees those names can tell whom they mean.
create table installation (
  only_row boolean primary key default true check (only_row),
  secret text not null
);
insert into installation (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);
