-- Tokens of the network's staff for programs. Unlike an org's (`api_tokens`), each belongs to one
-- person, acts for them alone and goes with them: `oin_staff_` and 256 random bits, of which here
-- is the SHA-256 and the beginning.
CREATE TABLE staff_tokens (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL CONSTRAINT staff_tokens_hash_key UNIQUE CHECK (octet_length(hash) = 32),
    hint text NOT NULL CHECK (hint ~ '^oin_staff_[A-Za-z0-9_-]{4}$'),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    scopes text[] NOT NULL CHECK (cardinality(scopes) >= 1 AND array_position(scopes, NULL) IS NULL)
        CONSTRAINT staff_tokens_scopes_values CHECK (scopes <@ ARRAY['review:read', 'review:write',
            'verification:read', 'verification:write', 'provisioning:read', 'provisioning:write',
            'listings:read', 'listings:write', 'admin:read', 'admin:write']),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT staff_tokens_expire_soon
        CHECK (expires_at > created_at AND expires_at - created_at <= interval '90 days')
);

CREATE INDEX staff_tokens_user_id_idx ON staff_tokens (user_id, created_at DESC);

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'staff_tokens', 'oin_app');
