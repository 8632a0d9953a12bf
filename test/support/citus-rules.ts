/**
 * What Citus demands of a table when it is distributed, as functions of the same names in a plain PostgreSQL: the
 * program takes such a database for a cluster, and runs the statements that it runs there.
 */
export const citusRules = `
create function create_distributed_table(
  table_name regclass, distribution_column text, colocate_with text default 'default'
) returns void language plpgsql as $$
declare flaw text;
begin
  select 'the column is not there, or may be null' into flaw where not exists (
    select from pg_attribute where attrelid = table_name and attname = distribution_column and attnotnull);
  if flaw is null then
    select 'a unique index lacks the column: ' || indexrelid::regclass::text into flaw
    from pg_index where indrelid = table_name and indisunique and not exists (
      select from pg_attribute
      where attrelid = table_name and attname = distribution_column and attnum = any(indkey));
  end if;
  if flaw is null then
    select 'it has a trigger: ' || tgname into flaw
    from pg_trigger where tgrelid = table_name and not tgisinternal;
  end if;
  if flaw is null then
    select 'it has a foreign key: ' || conname into flaw
    from pg_constraint where contype = 'f' and table_name in (conrelid, confrelid);
  end if;
  if flaw is null and colocate_with not in ('default', 'none') then
    select 'not distributed: ' || colocate_with into flaw
    where obj_description(colocate_with::regclass, 'pg_class') is distinct from 'citus: distributed';
  end if;
  if flaw is not null then raise exception 'cannot distribute %: %', table_name, flaw; end if;
  execute format('comment on table %s is %L', table_name, 'citus: distributed');
end $$;
create function create_reference_table(table_name regclass) returns void language plpgsql as $$
begin
  execute format('comment on table %s is %L', table_name, 'citus: reference');
end $$;
create function truncate_local_data_after_distributing_table(table_name regclass) returns void
language sql as 'select';
create view citus_tables as select oid::regclass as table_name,
  split_part(obj_description(oid, 'pg_class'), ': ', 2) as citus_table_type from pg_class
  where obj_description(oid, 'pg_class') in ('citus: distributed', 'citus: reference');
grant select on citus_tables to public;
`;
