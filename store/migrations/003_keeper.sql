-- What the keeper may do and no other program: it owns nothing, so the function runs as whoever made the
-- tables. A piece is made as a table of its own and attached then: attaching does not wait for readers
-- and writers of entries, while `partition of` would.
create function make_entry_piece(piece bigint, entries bigint) returns void
language plpgsql security definer set search_path from current as $$
declare
    name text := 'entry_' || lpad(piece::text, 6, '0');
begin
    if exists (select from pg_inherits where inhrelid = to_regclass(name)) then return; end if;
    execute format('create table if not exists %I (like entry including all)', name);
    execute format('alter table entry attach partition %I for values from (%s) to (%s)', name,
                   piece * entries + 1, (piece + 1) * entries + 1);
end $$;
revoke all on function make_entry_piece(bigint, bigint) from public;
