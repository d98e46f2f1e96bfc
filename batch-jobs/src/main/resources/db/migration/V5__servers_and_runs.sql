-- A server that runs. While its lease lasts, its runs are its own; times are the database's.
create table if not exists gs_server (
    id varchar(36) primary key,
    name varchar(255) not null,
    version varchar(50) not null,
    started_at timestamp(6) with time zone not null,
    lease_until timestamp(6) with time zone not null
);

-- What is to be done; a run does one version of it.
create table if not exists gs_job_definition (
    id varchar(36) primary key,
    name varchar not null,
    version integer not null,
    content ${text} not null,
    created_at timestamp(6) with time zone not null
);

-- How far a run is written, in the database of its target: rows, last key and fence are one commit.
create table if not exists gs_ledger_run (
    run_id bigint primary key,
    epoch bigint not null,
    target ${text}
);

create table if not exists gs_ledger_partition (
    run_id bigint not null,
    number integer not null,
    lower_key varchar,
    upper_key varchar,
    last_key varchar,
    rows_total bigint not null,
    rows_read bigint not null,
    rows_written bigint not null,
    primary key (run_id, number)
);

alter table if exists gs_table_job rename to gs_job_run;
