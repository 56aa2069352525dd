-- The kernel's own tables. Rows of the contract are derived from it and stand in no migration.
-- Every primary key begins with the column the table would be distributed by; no serial column, no
-- foreign key, no trigger: store/migrations/schema_check.c refuses them.

create table event (
    lane bigint not null,
    position bigint not null,
    received_at_us bigint not null,
    type text collate "C" not null,
    schema_version bigint not null,
    actor text collate "C" not null,
    subject text collate "C" not null,
    subject_count bigint not null,
    subject_prev bytea not null,
    case_no text collate "C" not null,
    command_id bytea not null,
    payload bytea not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (lane, position)
);
create index event_by_subject on event (subject, subject_count);
create index event_by_case on event (case_no, lane, position) where case_no <> '';

-- Locked last in every transaction; its holder numbers the events.
create table lane_head (
    lane bigint primary key,
    position bigint not null,
    hash bytea not null,
    suite text not null
) with (fillfactor = 10);

create table subject_head (
    subject text collate "C" primary key,
    count bigint not null,
    hash bytea not null
) with (fillfactor = 80);

-- First answers of commands; `seen` is what a repetition writes before it is answered again.
create table kept (
    command_id bytea primary key,
    digest bytea not null,
    actor text not null,
    answer bytea not null,
    position bigint not null,
    seen bigint not null,
    at_us bigint not null
) with (fillfactor = 90);

create table attempt (
    command_id bytea primary key,
    n bigint not null,
    last_error text not null,
    at_us bigint not null
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
