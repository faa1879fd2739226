-- Keys that seal secrets, one current an org and one for the installation itself (no org). Each
-- is wrapped by a key that is not in the database.
CREATE TABLE data_keys (
    id uuid PRIMARY KEY,
    org_id uuid REFERENCES orgs (id),
    state text NOT NULL CONSTRAINT data_keys_state_values CHECK (state IN ('current', 'retained')),
    -- The key that wraps it, as the key file calls it.
    wrapping_key text NOT NULL CHECK (length(wrapping_key) BETWEEN 1 AND 64),
    -- Nonce, wrapped key, tag.
    wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 24 + 32 + 16),
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX data_keys_current_key ON data_keys (org_id) WHERE state = 'current' AND org_id IS NOT NULL;
CREATE UNIQUE INDEX data_keys_own_current_key ON data_keys (state) WHERE state = 'current' AND org_id IS NULL;
CREATE INDEX data_keys_wrapping_key_idx ON data_keys (wrapping_key);

-- No two sealings ever share a number, so that an earlier one put back does not fit.
CREATE SEQUENCE sealed_secret_revisions;

-- Every secret that must come back in clear: test logins' passwords, tokens of provisioning,
-- seeds of authenticator apps, links in letters. Where it belongs is part of what is sealed.
CREATE TABLE sealed_secrets (
    place text NOT NULL CHECK (place ~ '^[a-z_]{1,60}$'),
    row_id uuid NOT NULL,
    field text NOT NULL CHECK (length(field) BETWEEN 1 AND 100),
    org_id uuid REFERENCES orgs (id),
    -- The origin to which it may be sent; empty when it is sent nowhere.
    target text NOT NULL CHECK (length(target) <= 1024),
    data_key_id uuid NOT NULL REFERENCES data_keys (id),
    version smallint NOT NULL CHECK (version >= 1),
    revision bigint NOT NULL,
    -- Nonce, ciphertext, tag.
    sealed bytea NOT NULL CHECK (octet_length(sealed) BETWEEN 24 + 16 AND 24 + 16 + 65536),
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (place, row_id, field)
);

CREATE INDEX sealed_secrets_data_key_id_idx ON sealed_secrets (data_key_id);
CREATE INDEX sealed_secrets_org_id_idx ON sealed_secrets (org_id) WHERE org_id IS NOT NULL;

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'data_keys', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'sealed_secrets', 'oin_app');
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'oin_app') THEN
        GRANT USAGE ON SEQUENCE sealed_secret_revisions TO oin_app;
    END IF;
END
$$;
