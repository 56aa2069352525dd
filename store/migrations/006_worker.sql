-- Which worker decided a command, counted its last attempt or parked it: the name by which its connection presents itself.
alter table kept add column worker text not null default '';
alter table kept alter column worker set default current_setting('application_name');
alter table attempt add column worker text not null default '';
alter table attempt alter column worker set default current_setting('application_name');
alter table parked add column worker text not null default '';
alter table parked alter column worker set default current_setting('application_name');
