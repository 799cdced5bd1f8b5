-- Nodes ask who has come in lately, in case nobody could tell them.
create index members_by_arrival on members (joined_at);
