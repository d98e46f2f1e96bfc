create table if not exists gs_network_grant (
    host       varchar(253) not null,
    port       integer      not null,
    script     varchar(64)  not null,
    granted_by varchar(100) not null,
    granted_at datetime(6)  not null,
    primary key (host, port, script)
) character set utf8mb4 collate utf8mb4_nopad_bin;
