-- +goose NO TRANSACTION
-- +goose Up

-- The private keys that decrypt the assertions of SAML providers.
CREATE TABLE IF NOT EXISTS saml_keys (
    provider text   NOT NULL,
    id       text   NOT NULL,
    created  bigint NOT NULL,
    der      bytea  NOT NULL,
    PRIMARY KEY (provider, id)
);
