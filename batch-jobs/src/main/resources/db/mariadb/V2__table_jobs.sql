-- The tables of db/migration, as MariaDB writes them. Times are UTC.
create table if not exists gs_table_job (
    id bigint auto_increment primary key,
    name longtext not null,
    definition longtext not null,
    state varchar(20) not null,
    owner varchar(64) not null,
    epoch bigint not null,
    execution_id bigint,
    restarts integer not null,
    error longtext,
    started_at datetime(6) not null,
    ended_at datetime(6),
    index gs_table_job_state (state)
) character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists gs_table_job_partition (
    job_id bigint not null,
    number integer not null,
    lower_key longtext,
    upper_key longtext,
    last_key longtext,
    rows_total bigint not null,
    rows_read bigint not null,
    rows_written bigint not null,
    primary key (job_id, number),
    foreign key (job_id) references gs_table_job (id) on delete cascade
) character set utf8mb4 collate utf8mb4_nopad_bin;
