-- Between which stages a verification may move; made by `verification::pairs()` and compared with
-- it in a test. Empty: it begins there.
CREATE TABLE verification_stage_pairs (
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    PRIMARY KEY (from_stage, to_stage)
);

INSERT INTO verification_stage_pairs (from_stage, to_stage) VALUES
    ('', 'community'),
    ('at_risk', 'community'),
    ('at_risk', 'verified'),
    ('candidate', 'community'),
    ('candidate', 'verified'),
    ('community', 'candidate'),
    ('verified', 'at_risk'),
    ('verified', 'community');

-- The way of a listing to the second tier. A listing that never applied has none.
CREATE TABLE verifications (
    integration_id uuid PRIMARY KEY REFERENCES integrations (id),
    org_id uuid NOT NULL REFERENCES orgs (id),
    stage text NOT NULL CONSTRAINT verifications_stage_values
        CHECK (stage IN ('community', 'candidate', 'verified', 'at_risk')),
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    since timestamptz NOT NULL,
    revision integer NOT NULL CHECK (revision >= 1),
    -- When the stage ends by itself.
    until timestamptz,
    CONSTRAINT verifications_facts_of_the_stage CHECK (facts ->> 'stage' = stage),
    CONSTRAINT verifications_ends_by_itself CHECK ((stage = 'at_risk') = (until IS NOT NULL))
);
CREATE INDEX verifications_stage_idx ON verifications (stage, since);

CREATE FUNCTION verify_by_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.stage;
        IF NEW.revision <= OLD.revision THEN
            RAISE EXCEPTION 'a move counts the revision up' USING ERRCODE = 'check_violation';
        END IF;
        IF before = NEW.stage THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM verification_stage_pairs
                   WHERE from_stage = before AND to_stage = NEW.stage) THEN
        RAISE EXCEPTION 'a verification does not go from "%" to "%"', before, NEW.stage
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER verifications_by_pairs BEFORE INSERT OR UPDATE ON verifications
    FOR EACH ROW EXECUTE FUNCTION verify_by_pairs();

-- What happened to a verification. Written once.
CREATE TABLE verification_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES verifications (integration_id),
    at timestamptz NOT NULL,
    -- Null: the network itself.
    user_id uuid,
    action text NOT NULL CHECK (action ~ '^[a-z_]{1,60}$'),
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    message text CHECK (length(message) BETWEEN 1 AND 2048),
    until timestamptz
);
CREATE INDEX verification_events_integration_id_idx ON verification_events (integration_id, id);

-- The records of runs. Written once.
CREATE TABLE evidence (
    id uuid PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    subject text NOT NULL CONSTRAINT evidence_subject_values CHECK (subject IN
        ('flow_sp', 'flow_idp', 'sign_on', 'login_1', 'login_2', 'scim', 'guide')),
    kind text NOT NULL CONSTRAINT evidence_kind_values CHECK (kind IN ('manual_run', 'live_run')),
    outcome text NOT NULL CONSTRAINT evidence_outcome_values
        CHECK (outcome IN ('green', 'red', 'inconclusive')),
    note text CHECK (length(note) BETWEEN 1 AND 2048),
    user_id uuid,
    at timestamptz NOT NULL,
    CONSTRAINT evidence_manual_by_somebody CHECK ((kind = 'manual_run') = (user_id IS NOT NULL))
);
CREATE INDEX evidence_integration_id_idx ON evidence (integration_id, at DESC);

SELECT grant_if_exists('SELECT', 'verification_stage_pairs', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'verifications', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'verification_events', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'evidence', 'oin_app');
SELECT grant_if_exists('SELECT', 'verifications', 'oin_audit');
SELECT grant_if_exists('SELECT', 'verification_events', 'oin_audit');
SELECT grant_if_exists('SELECT', 'evidence', 'oin_audit');
