-- The kernel's own tables. Rows of the contract are derived from it and stand in no migration.
-- Every primary key begins with the column the table would be distributed by; no serial column, no
-- foreign key, no trigger: store/migrations/schema_check.c refuses them.

-- Every statement finds its rows by a key, so rough figures of the tables are enough: a tenth of the usual
-- sample takes a sixth of the time each minute in which the tables grow.
do $$ begin execute format('alter database %I set default_statistics_target = 10', current_database()); end $$;

-- The log: one accepted command is one entry, numbered in commit order within its lane. Never updated,
-- never deleted. Partitions by position are made ahead by the hall (store/log/partition.c).
create table entry (
    lane bigint not null,
    position bigint not null,
    body bytea not null,
    hash bytea not null,
    primary key (lane, position)
) partition by range (position);

-- The entries of one subject in order; the last link is its head. Insert only: two entries that follow
-- the same one fail on the key before either commits.
create table entry_link (
    lane bigint not null,
    subject text collate "C" not null,
    count bigint not null,
    position bigint not null,
    hash bytea not null,
    primary key (lane, subject, count)
);

-- Locked last in every transaction; its holder numbers the entries. closed_period: months up to this
-- one are closed. reference: number of the lane's newest entry that changed a parameter or calendar row.
create table lane_head (
    lane bigint primary key,
    position bigint not null,
    hash bytea not null,
    suite text not null,
    closed_period bigint not null,
    reference bigint not null
) with (fillfactor = 10);

-- First answers of commands; `seen` is what a repetition writes before it is answered again. forever:
-- never cleaned (derived ids, money).
create table kept (
    command_id bytea primary key,
    digest bytea not null,
    actor text not null,
    answer bytea not null,
    lane bigint not null,
    position bigint not null,
    seen bigint not null,
    forever boolean not null,
    at_us bigint not null
) with (fillfactor = 90);
create index kept_by_age on kept (at_us) where not forever;

create table attempt (
    command_id bytea primary key,
    n bigint not null,
    last_error text not null,
    at_us bigint not null
);

-- Attempts of an account within one minute; they become an entry when it is over.
create table noticed (
    account_no text collate "C" not null,
    kind bigint not null,
    minute bigint not null,
    method text collate "C" not null,
    n bigint not null,
    primary key (account_no, kind, minute, method)
);

create table parked (
    command_id bytea primary key,
    method text not null,
    reason text not null,
    envelope bytea not null,
    stamp bytea not null,
    at_us bigint not null,
    state bigint not null
);

-- The key of a subject, wrapped by the master key; empty: destroyed.
create table subject_key (
    subject text collate "C" primary key,
    wrapped bytea not null
);
