create table if not exists gs_network_grant (
    host       varchar(253) not null,
    port       integer      not null,
    script     varchar(64)  not null,
    granted_by varchar(100) not null,
    granted_at timestamp with time zone not null,
    primary key (host, port, script)
);
