-- Signed-in browsers. The cookie holds 256 random bits; here is their SHA-256. The id is what the
-- person's own list shows, so that a session can be ended without naming its cookie.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL CONSTRAINT sessions_hash_key UNIQUE CHECK (octet_length(hash) = 32),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The first factor is proven and the second is still asked for: not signed in yet.
    awaits_factor boolean NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    idle_seconds integer NOT NULL CHECK (idle_seconds > 0),
    ends_at timestamptz NOT NULL,
    -- When a second factor was last proven.
    stepped_up_at timestamptz,
    agent text NOT NULL CHECK (length(agent) <= 400),
    peer text NOT NULL CHECK (length(peer) <= 45),
    CONSTRAINT sessions_end_later CHECK (ends_at > created_at),
    CONSTRAINT sessions_awaiting_not_stepped_up CHECK (NOT (awaits_factor AND stepped_up_at IS NOT NULL))
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_ends_at_idx ON sessions (ends_at);

-- Browsers from which a person has signed in. Guesses from elsewhere do not use up their tries.
CREATE TABLE known_devices (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX known_devices_user_id_idx ON known_devices (user_id);

-- One authenticator app a person. Its seed is among the sealed secrets. A step once used is used.
CREATE TABLE totp_factors (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    -- When the first code was shown to be right; until then it protects nothing.
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0 CHECK (last_step >= 0)
);

CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id bytea NOT NULL CONSTRAINT passkeys_credential_id_key UNIQUE
        CHECK (octet_length(credential_id) BETWEEN 16 AND 1023),
    -- The public key and what the verifier keeps with it.
    credential jsonb NOT NULL CHECK (jsonb_typeof(credential) = 'object'),
    counter bigint NOT NULL CHECK (counter >= 0),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX passkeys_user_id_idx ON passkeys (user_id);

-- Random codes of 80 bits, so a plain SHA-256 keeps them.
CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (user_id, hash)
);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'sessions', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'known_devices', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'totp_factors', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'passkeys', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'recovery_codes', 'oin_app');
