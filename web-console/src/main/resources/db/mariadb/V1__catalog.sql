-- The tables of db/migration, as MariaDB writes them.
create table if not exists gs_account (
    name          varchar(100) not null primary key,
    password_hash varchar(500) not null,
    account_role  varchar(50)  not null,
    created_at    datetime(6)  not null
) character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists gs_model (
    id         bigint auto_increment primary key,
    name       varchar(200) not null,
    version    integer      not null,
    content    longblob     not null,
    created_at datetime(6)  not null,
    unique (name, version)
) character set utf8mb4 collate utf8mb4_nopad_bin;
