-- Work that was promised in a transaction and is done after it. A finished job's row goes.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    class text NOT NULL CHECK (class ~ '^[a-z_]{1,60}$'),
    payload jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
    -- Two promises of the same thing are one job.
    dedup_key text CHECK (length(dedup_key) BETWEEN 1 AND 300),
    created_at timestamptz NOT NULL,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- While it runs: until when its worker holds it. The number goes up with every claim, so
    -- that a worker whose time has run out cannot speak for the next.
    locked_until timestamptz,
    fence bigint NOT NULL DEFAULT 0 CHECK (fence >= 0),
    -- It was promised again while it ran.
    again boolean NOT NULL DEFAULT false,
    -- Why the last attempt failed; why it is not tried any more.
    problem text CHECK (length(problem) <= 2000),
    parked_at timestamptz,
    parked_reason text CHECK (length(parked_reason) <= 2000),
    CONSTRAINT jobs_parked_for_a_reason CHECK ((parked_at IS NULL) = (parked_reason IS NULL)),
    CONSTRAINT jobs_parked_not_held CHECK (parked_at IS NULL OR locked_until IS NULL)
);

CREATE UNIQUE INDEX jobs_dedup_key ON jobs (dedup_key) WHERE dedup_key IS NOT NULL AND parked_at IS NULL;
CREATE INDEX jobs_due_idx ON jobs (class, run_at, id) WHERE parked_at IS NULL;

-- Letters, written in the transaction of what they tell. The id is the Message-ID of every copy.
CREATE TABLE letters (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,60}$'),
    to_mail text NOT NULL CHECK (length(to_mail) BETWEEN 3 AND 254),
    to_name text CHECK (length(to_name) BETWEEN 1 AND 200),
    user_id uuid REFERENCES users (id) ON DELETE SET NULL,
    -- All that its text needs, as it was at that moment; its secret link is a sealed secret.
    payload jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
    created_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT letters_state_values CHECK (state IN ('pending', 'sending', 'sent', 'parked')),
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    locked_until timestamptz,
    fence bigint NOT NULL DEFAULT 0 CHECK (fence >= 0),
    problem text CHECK (length(problem) <= 2000),
    sent_at timestamptz,
    CONSTRAINT letters_held_while_sending CHECK ((state = 'sending') = (locked_until IS NOT NULL)),
    CONSTRAINT letters_sent_at_a_time CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);

CREATE INDEX letters_due_idx ON letters (run_at, id) WHERE state IN ('pending', 'sending');
CREATE INDEX letters_created_at_idx ON letters (created_at);

-- What a request with an Idempotency-Key was answered. Written in the transaction of its effect.
CREATE TABLE idempotency_keys (
    -- The person or token that sent it: another's key is another key.
    actor_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    -- Null only inside the transaction that has the effect.
    response jsonb,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, key)
);

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'jobs', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'letters', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'idempotency_keys', 'oin_app');
