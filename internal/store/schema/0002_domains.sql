-- +goose NO TRANSACTION
-- +goose Up

-- A domain is a prefix or a host name; of all pools one has it.
CREATE TABLE IF NOT EXISTS domains (
    name     text NOT NULL,
    pool     text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX IF NOT EXISTS domains_by_pool ON domains (pool, name);

CREATE TABLE IF NOT EXISTS resource_servers (
    pool       text NOT NULL,
    identifier text NOT NULL,
    settings   text NOT NULL,
    PRIMARY KEY (pool, identifier)
);

CREATE TABLE IF NOT EXISTS customizations (
    pool     text NOT NULL,
    client   text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (pool, client)
);

CREATE TABLE IF NOT EXISTS brandings (
    pool     text NOT NULL,
    id       text NOT NULL,
    client   text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (pool, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS brandings_by_client ON brandings (pool, client);

CREATE TABLE IF NOT EXISTS terms (
    pool     text NOT NULL,
    id       text NOT NULL,
    client   text NOT NULL,
    name     text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (pool, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS terms_by_client ON terms (pool, client, name);

-- hash finds a session by the secret in its cookie without holding that.
CREATE TABLE IF NOT EXISTS sso_sessions (
    pool        text    NOT NULL,
    id          text    NOT NULL,
    hash        bytea   NOT NULL,
    sub         bytea   NOT NULL,
    revoked     boolean NOT NULL,
    expires     bigint  NOT NULL,
    last_active bigint  NOT NULL,
    ip          text    NOT NULL,
    agent       bytea   NOT NULL,
    detail      text    NOT NULL,
    PRIMARY KEY (pool, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS sso_sessions_by_hash ON sso_sessions (pool, hash);
CREATE INDEX IF NOT EXISTS sso_sessions_by_user   ON sso_sessions (pool, sub);
CREATE INDEX IF NOT EXISTS sso_sessions_by_expiry ON sso_sessions (expires);
