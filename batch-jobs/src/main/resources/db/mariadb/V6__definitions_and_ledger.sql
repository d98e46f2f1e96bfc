-- Each statement can be repeated: MariaDB commits every one of them, and a server may be killed between two.
alter table gs_job_run add column if not exists definition_id varchar(36) character set utf8mb4 collate utf8mb4_nopad_bin;
alter table gs_job_run add column if not exists server varchar(36) character set utf8mb4 collate utf8mb4_nopad_bin;
alter table gs_job_run add column if not exists idempotency_key varchar(255) character set utf8mb4 collate utf8mb4_nopad_bin;
alter table gs_job_run add column if not exists waits_for longtext character set utf8mb4 collate utf8mb4_nopad_bin;

create unique index if not exists gs_job_run_idempotency_key on gs_job_run (idempotency_key);

insert into gs_job_definition (id, name, version, content, created_at)
    select concat('run-', r.id), r.name, row_number() over (partition by r.name order by r.id), r.definition, r.started_at
    from gs_job_run r where not exists (select 1 from gs_job_definition d where d.id = concat('run-', r.id));

update gs_job_run set definition_id = concat('run-', id) where definition_id is null;

insert into gs_ledger_run (run_id, epoch)
    select r.id, r.epoch from gs_job_run r where not exists (select 1 from gs_ledger_run l where l.run_id = r.id);

insert into gs_ledger_partition (run_id, number, lower_key, upper_key, last_key, rows_total, rows_read, rows_written)
    select p.job_id, p.number, p.lower_key, p.upper_key, p.last_key, p.rows_total, p.rows_read, p.rows_written
    from gs_table_job_partition p
    where not exists (select 1 from gs_ledger_partition l where l.run_id = p.job_id and l.number = p.number);
