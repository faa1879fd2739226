-- Rate limits: each bucket is the one moment at which it will be full again (the generic cell
-- rate algorithm), so that taking from it is one statement. A row of the past is a full bucket.
CREATE TABLE token_buckets (
    kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
    full_at timestamptz NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE INDEX token_buckets_full_at_idx ON token_buckets (full_at);

-- What happened to accounts, sessions, rights and secrets. No foreign keys: an event outlives
-- what it is about. The application adds and reads, nothing else.
CREATE TABLE security_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,60}$'),
    user_id uuid,
    org_id uuid,
    -- Who did it, when that is not the person it is about.
    actor_id uuid,
    peer text CHECK (length(peer) <= 45),
    agent text CHECK (length(agent) <= 400),
    request_id text CHECK (length(request_id) <= 64),
    detail jsonb NOT NULL CHECK (jsonb_typeof(detail) = 'object')
);

CREATE INDEX security_events_user_id_idx ON security_events (user_id, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX security_events_org_id_idx ON security_events (org_id, id DESC) WHERE org_id IS NOT NULL;
CREATE INDEX security_events_at_idx ON security_events (at);

-- Addresses and agents of people are kept for 30 days. The function is the only thing that may
-- take them out of an event, and it can do nothing else; it says how many events it shortened.
CREATE FUNCTION forget_security_peers() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH shortened AS (
        UPDATE security_events SET peer = NULL, agent = NULL
        WHERE at < clock_timestamp() - interval '30 days' AND (peer IS NOT NULL OR agent IS NOT NULL)
        RETURNING 1
    )
    SELECT count(*) FROM shortened
$$;
REVOKE ALL ON FUNCTION forget_security_peers() FROM PUBLIC;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'oin_app') THEN
        GRANT EXECUTE ON FUNCTION forget_security_peers() TO oin_app;
    END IF;
END
$$;

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'token_buckets', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'security_events', 'oin_app');
SELECT grant_if_exists('SELECT', 'security_events', 'oin_audit');
