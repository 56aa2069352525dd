-- Calls of program keys, counted by the day. A worker takes some at a time from here and counts them off in
-- memory (store/log/key_use.h), so that a call writes no row. before: what was taken before the last taking.
create table key_use (
    key_hash bytea primary key,
    day bigint not null,
    before bigint not null,
    taken bigint not null,
    most bigint not null
) with (fillfactor = 50);
