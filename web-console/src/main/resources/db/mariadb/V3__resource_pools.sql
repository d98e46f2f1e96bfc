create table if not exists gs_resource_pool (
    name                varchar(64)  not null primary key,
    cpu_percent         integer      not null,
    memory_percent      integer      not null,
    script_memory_mb    integer      not null,
    processes           integer      not null,
    affinity            varchar(500) not null,
    scripts             integer      not null,
    queue_timeout_ms    bigint       not null
) character set utf8mb4 collate utf8mb4_nopad_bin;
