-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE IF NOT EXISTS identity_pools (
    id       text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (id)
);

-- An identity is found by its id alone: clients do not name its pool.
CREATE TABLE IF NOT EXISTS identities (
    id       text    NOT NULL,
    pool     text    NOT NULL,
    disabled boolean NOT NULL,
    parent   text    NOT NULL,
    created  bigint  NOT NULL,
    modified bigint  NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS identities_by_pool ON identities (pool, id);

-- hash is that of provider and subject, which can be longer than what every
-- engine can index.
CREATE TABLE IF NOT EXISTS identity_logins (
    pool     text   NOT NULL,
    hash     bytea  NOT NULL,
    identity text   NOT NULL,
    provider text   NOT NULL,
    subject  text   NOT NULL,
    created  bigint NOT NULL,
    PRIMARY KEY (pool, hash)
);
CREATE INDEX IF NOT EXISTS identity_logins_by_identity ON identity_logins (identity, hash);
