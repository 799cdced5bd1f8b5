-- Whom a person does not want to hear, and how people are found by what they are called.

-- An account that is deleted leaves its row in `users`, so its blocks are taken away by features/people.
create table blocks (
  user_id    uuid        not null references users (id) on delete cascade,  -- does not want to hear
  blocked_id uuid        not null references users (id) on delete cascade,
  at         timestamptz not null,
  primary key (user_id, blocked_id),
  check (user_id <> blocked_id)
);
create index blocks_by_blocked on blocks (blocked_id);

-- The words of a name without regard to case and compatibility forms; what joins parts of a name separates words.
create function name_words(name text) returns text[] language sql immutable strict parallel safe
  return array_remove(string_to_array(
    translate(replace(lower(normalize(name, NFKC) collate "und-x-icu"), 'ß', 'ss'),
      'ς-_.,;:/&+"''`‘’“”()[]', 'σ' || repeat(' ', 20)), ' '), '');

-- Who has, for each word that is searched for, a word that begins with it. Nothing for a search without words.
create function name_search(words text) returns tsquery language sql immutable strict parallel safe
  return (select string_agg('''' || replace(word, '\', '\\') || ''':*', ' & ') from unnest(name_words(words)) word)::tsquery;

-- An array as it is, not a text that a dictionary would take apart: names have no language and no endings.
create index users_by_name on users using gin (array_to_tsvector(name_words(username || ' ' || display_name)))
  where deleted_at is null;
