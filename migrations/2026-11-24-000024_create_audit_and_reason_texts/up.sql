-- The audit trail: who did what, written in the transaction of the act and never changed. No
-- foreign keys to what it tells of: an entry outlives it. It names people by their ids alone; what
-- they were called at that time stands apart and can be taken away.
CREATE TABLE audit_entries (
    -- In the order in which the entries were written; numbers may have gaps.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    area text NOT NULL CHECK (area ~ '^[a-z_]{1,40}$'),
    act text NOT NULL CHECK (act ~ '^[a-z_]{1,60}$'),
    -- Who did it. Null: the network itself, or whoever runs it at the command line.
    actor_id uuid,
    -- The person it was done to.
    user_id uuid,
    org_id uuid,
    about_kind text CHECK (about_kind ~ '^[a-z_]{1,40}$'),
    about_id text CHECK (length(about_id) BETWEEN 1 AND 200),
    request_id text CHECK (length(request_id) <= 64),
    -- A JSON object as text: exactly these bytes are sealed. No secret, no personal data.
    detail text NOT NULL CHECK (jsonb_typeof(detail::jsonb) = 'object' AND length(detail) <= 20000),
    -- The SHA-256 of salt and text of the rows in `audit_personal`: the seal covers them, and holds
    -- when they have been taken away.
    actor_hash bytea CHECK (octet_length(actor_hash) = 32),
    user_hash bytea CHECK (octet_length(user_hash) = 32),
    CONSTRAINT audit_entries_about_whole CHECK ((about_kind IS NULL) = (about_id IS NULL))
);

CREATE INDEX audit_entries_actor_id_idx ON audit_entries (actor_id, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_entries_user_id_idx ON audit_entries (user_id, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX audit_entries_about_id_idx ON audit_entries (about_id, id DESC) WHERE about_id IS NOT NULL;
CREATE INDEX audit_entries_at_idx ON audit_entries (at);

-- What a person was called when they acted, under a salt of its own. Without the row the hash in
-- the entry leads to nobody: 244 bits of the salt are random.
CREATE TABLE audit_personal (
    entry_id bigint NOT NULL REFERENCES audit_entries (id),
    part text NOT NULL CHECK (part IN ('actor', 'user')),
    user_id uuid NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    said text NOT NULL CHECK (jsonb_typeof(said::jsonb) = 'object' AND length(said) <= 2000),
    PRIMARY KEY (entry_id, part)
);

CREATE INDEX audit_personal_user_id_idx ON audit_personal (user_id);

-- Entries that are not part of the chain yet, so that writers need not wait for one another.
CREATE TABLE audit_unsealed (
    entry_id bigint PRIMARY KEY REFERENCES audit_entries (id)
);

-- The chain: each seal is a code over its entry and the seal before, under a key that is not in
-- the database in clear.
CREATE TABLE audit_seals (
    number bigint PRIMARY KEY CHECK (number >= 1),
    entry_id bigint NOT NULL CONSTRAINT audit_seals_entry_id_key UNIQUE REFERENCES audit_entries (id),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    sealed_at timestamptz NOT NULL
);

-- Nobody changes what was written, the owner of the tables included. Whoever switches the trigger
-- off leaves a chain that does not hold.
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is written once: % of % is refused', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_keep;
CREATE TRIGGER audit_seals_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_keep;
CREATE TRIGGER audit_personal_keep BEFORE UPDATE OR TRUNCATE ON audit_personal
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
ALTER TABLE audit_personal ENABLE ALWAYS TRIGGER audit_personal_keep;

-- Takes away what an erased person was called. It works for nobody whose account is still there,
-- and it is the only thing that may take anything out of the trail.
CREATE FUNCTION forget_in_audit(person uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM audit_personal
        WHERE user_id = person AND NOT EXISTS (SELECT FROM users WHERE id = person)
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_in_audit(uuid) FROM PUBLIC;

-- The same for the security events: addresses, browsers and what else may name somebody.
CREATE FUNCTION forget_security_peers_of(person uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH shortened AS (
        UPDATE security_events SET peer = NULL, agent = NULL, detail = detail - 'mail' - 'name'
        WHERE (user_id = person OR actor_id = person) AND NOT EXISTS (SELECT FROM users WHERE id = person)
        RETURNING 1
    )
    SELECT count(*) FROM shortened
$$;
REVOKE ALL ON FUNCTION forget_security_peers_of(uuid) FROM PUBLIC;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'oin_app') THEN
        GRANT EXECUTE ON FUNCTION forget_in_audit(uuid) TO oin_app;
        GRANT EXECUTE ON FUNCTION forget_security_peers_of(uuid) TO oin_app;
    END IF;
END
$$;

SELECT grant_if_exists('SELECT, INSERT', 'audit_entries', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'audit_personal', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, DELETE', 'audit_unsealed', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'audit_seals', 'oin_app');
SELECT grant_if_exists('SELECT', 'audit_entries', 'oin_audit');
SELECT grant_if_exists('SELECT', 'audit_personal', 'oin_audit');
SELECT grant_if_exists('SELECT', 'audit_unsealed', 'oin_audit');
SELECT grant_if_exists('SELECT', 'audit_seals', 'oin_audit');

-- The network's own words for a reason code; without a row the program's own stand.
CREATE TABLE reason_texts (
    code text PRIMARY KEY CHECK (code ~ '^[a-z_]{1,60}$'),
    sentence text NOT NULL CHECK (length(sentence) BETWEEN 1 AND 200),
    policy text NOT NULL CHECK (length(policy) BETWEEN 1 AND 2048),
    fix text NOT NULL CHECK (length(fix) BETWEEN 1 AND 2048),
    -- Not a foreign key: it outlives the person.
    updated_by uuid NOT NULL,
    updated_at timestamptz NOT NULL
);

-- What reviewers need not type again: texts by reason.
CREATE TABLE canned_texts (
    id uuid PRIMARY KEY,
    code text NOT NULL CHECK (code ~ '^[a-z_]{1,60}$'),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2048),
    updated_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT canned_texts_title_key UNIQUE (code, title)
);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'reason_texts', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'canned_texts', 'oin_app');

-- What happened of late: for the figures of the review.
CREATE INDEX submission_events_at_idx ON submission_events (at);
