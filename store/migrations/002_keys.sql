-- One row. epoch: counted up whenever a key is destroyed; whoever holds keys in memory reads it before it
-- opens anything and forgets them when it moved. master: number of the master key that wraps; 0 the first one.
create table vault_state (
    vault bigint primary key,
    epoch bigint not null,
    master bigint not null
) with (fillfactor = 10);
insert into vault_state (vault, epoch, master) values (0, 0, 0);
