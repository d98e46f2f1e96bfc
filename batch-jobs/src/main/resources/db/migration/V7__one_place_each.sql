-- What the ledger and the definitions have now.
drop table if exists gs_table_job_partition;

alter table gs_job_run drop column if exists name;
alter table gs_job_run drop column if exists definition;
alter table gs_job_run drop column if exists owner;
