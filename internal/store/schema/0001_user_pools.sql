-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE IF NOT EXISTS secrets (
    name  text  NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE IF NOT EXISTS pools (
    id       text   NOT NULL,
    version  bigint NOT NULL,
    settings text   NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS clients (
    id       text   NOT NULL,
    pool     text   NOT NULL,
    version  bigint NOT NULL,
    settings text   NOT NULL,
    secrets  bytea,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS clients_by_pool ON clients (pool, id);

CREATE TABLE IF NOT EXISTS signing_keys (
    pool      text   NOT NULL,
    kid       text   NOT NULL,
    purpose   text   NOT NULL,
    created   bigint NOT NULL,
    retire_at bigint NOT NULL,
    der       bytea  NOT NULL,
    PRIMARY KEY (pool, kid)
);

-- A sub is bytes, so that it sorts alike whatever the database's collation.
-- The *_key columns are what listings search: folded and cut to a length that
-- every engine can index.
CREATE TABLE IF NOT EXISTS users (
    pool          text   NOT NULL,
    sub           bytea   NOT NULL,
    version       bigint NOT NULL,
    username_key  bytea  NOT NULL,
    email_key     bytea,
    phone_key     bytea,
    name_key      bytea,
    given_key     bytea,
    family_key    bytea,
    preferred_key bytea,
    state_key     bytea,
    enabled_key   bytea,
    profile       text   NOT NULL,
    secrets       bytea,
    PRIMARY KEY (pool, sub)
);
CREATE INDEX IF NOT EXISTS users_by_username  ON users (pool, username_key, sub);
CREATE INDEX IF NOT EXISTS users_by_email     ON users (pool, email_key, sub) /* sparse email_key */;
CREATE INDEX IF NOT EXISTS users_by_phone     ON users (pool, phone_key, sub) /* sparse phone_key */;
CREATE INDEX IF NOT EXISTS users_by_name      ON users (pool, name_key, sub) /* sparse name_key */;
CREATE INDEX IF NOT EXISTS users_by_given     ON users (pool, given_key, sub) /* sparse given_key */;
CREATE INDEX IF NOT EXISTS users_by_family    ON users (pool, family_key, sub) /* sparse family_key */;
CREATE INDEX IF NOT EXISTS users_by_preferred ON users (pool, preferred_key, sub) /* sparse preferred_key */;
CREATE INDEX IF NOT EXISTS users_by_state     ON users (pool, state_key, sub);
CREATE INDEX IF NOT EXISTS users_by_enabled   ON users (pool, enabled_key, sub);

CREATE TABLE IF NOT EXISTS names (
    pool  text  NOT NULL,
    value bytea NOT NULL,
    kind  text  NOT NULL,
    sub   bytea  NOT NULL,
    PRIMARY KEY (pool, value)
) /* clustered */;
-- It holds all columns: with less, SQLite walks through the primary key of the
-- whole pool instead.
CREATE INDEX IF NOT EXISTS names_by_owner ON names (pool, sub, value, kind);

-- Members point to the gid, which no later group of the same name inherits.
CREATE TABLE IF NOT EXISTS user_groups (
    pool        text   NOT NULL,
    name        text   NOT NULL,
    gid         text   NOT NULL,
    created     bigint NOT NULL,
    modified    bigint NOT NULL,
    description text,
    role_arn    text,
    precedence  bigint,
    PRIMARY KEY (pool, name)
);

CREATE TABLE IF NOT EXISTS members (
    pool text NOT NULL,
    gid  text NOT NULL,
    sub  bytea NOT NULL,
    PRIMARY KEY (pool, gid, sub)
) /* clustered */;
CREATE INDEX IF NOT EXISTS members_by_user ON members (pool, sub, gid);

CREATE TABLE IF NOT EXISTS families (
    pool        text    NOT NULL,
    id          text    NOT NULL,
    sub         bytea    NOT NULL,
    revoked     boolean NOT NULL,
    generation  bigint  NOT NULL,
    expires     bigint  NOT NULL,
    detail      text    NOT NULL,
    PRIMARY KEY (pool, id)
);
CREATE INDEX IF NOT EXISTS families_by_user   ON families (pool, sub);
CREATE INDEX IF NOT EXISTS families_by_expiry ON families (expires);

CREATE TABLE IF NOT EXISTS codes (
    pool    text   NOT NULL,
    sub     bytea   NOT NULL,
    purpose text   NOT NULL,
    expires bigint NOT NULL,
    content bytea  NOT NULL,
    PRIMARY KEY (pool, sub, purpose)
) /* clustered */;
CREATE INDEX IF NOT EXISTS codes_by_expiry ON codes (expires);

CREATE TABLE IF NOT EXISTS counters (
    pool         text   NOT NULL,
    subject      bytea   NOT NULL,
    kind         text   NOT NULL,
    events       bigint NOT NULL,
    since        bigint NOT NULL,
    last_event   bigint NOT NULL,
    locked_until bigint NOT NULL,
    expires      bigint NOT NULL,
    PRIMARY KEY (pool, subject, kind)
) /* clustered */;
CREATE INDEX IF NOT EXISTS counters_by_expiry ON counters (expires);

CREATE TABLE IF NOT EXISTS spent (
    id      text   NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (id)
) /* clustered */;
CREATE INDEX IF NOT EXISTS spent_by_expiry ON spent (expires);

-- recipient is a keyed hash: it finds the messages of an address without
-- holding it.
CREATE TABLE IF NOT EXISTS messages (
    id        text   NOT NULL,
    pool      text   NOT NULL,
    created   bigint NOT NULL,
    state     text   NOT NULL,
    attempts  bigint NOT NULL,
    next_try  bigint NOT NULL,
    recipient bytea  NOT NULL,
    detail    text   NOT NULL,
    content   bytea  NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS messages_by_created   ON messages (created, id);
CREATE INDEX IF NOT EXISTS messages_by_state     ON messages (state, created);
CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient, created, id);
CREATE INDEX IF NOT EXISTS messages_by_due       ON messages (state, next_try);

CREATE TABLE IF NOT EXISTS devices (
    pool     text NOT NULL,
    sub      bytea NOT NULL,
    id       text NOT NULL,
    detail   text NOT NULL,
    verifier bytea,
    PRIMARY KEY (pool, sub, id)
);

CREATE TABLE IF NOT EXISTS passkeys (
    pool   text  NOT NULL,
    id     bytea NOT NULL,
    sub    bytea  NOT NULL,
    detail text  NOT NULL,
    PRIMARY KEY (pool, id)
);
CREATE INDEX IF NOT EXISTS passkeys_by_user ON passkeys (pool, sub, id);

CREATE TABLE IF NOT EXISTS access_keys (
    id        text   NOT NULL,
    principal text   NOT NULL,
    created   bigint NOT NULL,
    last_used bigint NOT NULL,
    status    text   NOT NULL,
    secret    bytea  NOT NULL,
    PRIMARY KEY (id)
);

-- What has been deleted in one step and still has rows to be swept.
CREATE TABLE IF NOT EXISTS graves (
    pool    text   NOT NULL,
    gid     text   NOT NULL,
    deleted bigint NOT NULL,
    PRIMARY KEY (pool, gid)
);
