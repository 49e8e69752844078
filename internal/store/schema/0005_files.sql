-- +goose NO TRANSACTION
-- +goose Up

-- Files that nodes share: what the ACME client keeps, private keys among it. A
-- name is bytes, so that those of a directory lie together in every collation.
CREATE TABLE IF NOT EXISTS files (
    name     bytea  NOT NULL,
    modified bigint NOT NULL,
    content  bytea  NOT NULL,
    PRIMARY KEY (name)
);

-- Work that one node does at a time. A holder that dies loses it by time.
CREATE TABLE IF NOT EXISTS locks (
    name    text   NOT NULL,
    holder  text   NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (name)
);
