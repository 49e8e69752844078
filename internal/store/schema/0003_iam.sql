-- +goose NO TRANSACTION
-- +goose Up

-- name is the role's name without regard to case; id is what sessions and
-- attachments refer to.
CREATE TABLE IF NOT EXISTS iam_roles (
    name        text   NOT NULL,
    id          text   NOT NULL,
    settings    text   NOT NULL,
    last_used   bigint NOT NULL,
    last_region text   NOT NULL,
    PRIMARY KEY (name)
);
CREATE UNIQUE INDEX IF NOT EXISTS iam_roles_by_id ON iam_roles (id);

CREATE TABLE IF NOT EXISTS iam_users (
    name     text NOT NULL,
    id       text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (name)
);
CREATE UNIQUE INDEX IF NOT EXISTS iam_users_by_id ON iam_users (id);

CREATE TABLE IF NOT EXISTS iam_policies (
    name     text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (name)
);

-- The inline policies of a role or user.
CREATE TABLE IF NOT EXISTS iam_inline (
    owner    text NOT NULL,
    policies text NOT NULL,
    PRIMARY KEY (owner)
);

-- Who uses which managed policy, by its ARN.
CREATE TABLE IF NOT EXISTS iam_attachments (
    owner    text    NOT NULL,
    policy   text    NOT NULL,
    boundary boolean NOT NULL,
    PRIMARY KEY (owner, policy, boundary)
);
CREATE INDEX IF NOT EXISTS iam_attachments_by_policy ON iam_attachments (policy, owner);

CREATE TABLE IF NOT EXISTS oidc_providers (
    issuer   text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (issuer)
);

CREATE TABLE IF NOT EXISTS saml_providers (
    name     text NOT NULL,
    settings text NOT NULL,
    PRIMARY KEY (name)
);

CREATE INDEX IF NOT EXISTS access_keys_by_principal ON access_keys (principal, created, id);
