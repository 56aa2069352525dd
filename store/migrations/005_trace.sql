-- What an information centre's engineer reads of one command. attempts: how often it had been run when it was parked.
alter table parked add column attempts bigint not null default 0;
-- Kept answers by time: kept_by_age has all but those that are never cleaned.
create index kept_for_ever_by_age on kept (at_us) where forever;
create index parked_by_age on parked (at_us);
