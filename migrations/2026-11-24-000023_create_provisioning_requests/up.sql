-- Between which stages a wish may move; made by `provisioning::pairs()` and compared with it in a
-- test. Empty: it begins there.
CREATE TABLE provisioning_stage_pairs (
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    PRIMARY KEY (from_stage, to_stage)
);

INSERT INTO provisioning_stage_pairs (from_stage, to_stage) VALUES
    ('', 'received'),
    ('building', 'declined'),
    ('building', 'pilot'),
    ('building', 'self_serve'),
    ('declined', 'scored'),
    ('incomplete', 'declined'),
    ('incomplete', 'scored'),
    ('pilot', 'declined'),
    ('pilot', 'self_serve'),
    ('pilot', 'shipped'),
    ('planned', 'building'),
    ('planned', 'declined'),
    ('planned', 'self_serve'),
    ('received', 'declined'),
    ('received', 'incomplete'),
    ('received', 'scored'),
    ('scored', 'declined'),
    ('scored', 'incomplete'),
    ('scored', 'planned'),
    ('scored', 'self_serve');

-- Wishes for automated provisioning of an app.
CREATE TABLE provisioning_requests (
    id uuid PRIMARY KEY,
    -- The org that asks.
    org_id uuid NOT NULL REFERENCES orgs (id),
    app text NOT NULL CHECK (length(app) BETWEEN 1 AND 100),
    stage text NOT NULL CONSTRAINT provisioning_requests_stage_values CHECK (stage IN
        ('received', 'incomplete', 'scored', 'planned', 'building', 'pilot', 'shipped', 'declined', 'self_serve')),
    -- The domain's `Facts` and `Wish` as JSON.
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    wish jsonb NOT NULL CHECK (jsonb_typeof(wish) = 'object'),
    since timestamptz NOT NULL,
    revision integer NOT NULL CHECK (revision >= 1),
    -- Not a foreign key: it outlives the person.
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT provisioning_requests_facts_of_the_stage CHECK (facts ->> 'stage' = stage)
);
CREATE INDEX provisioning_requests_org_id_idx ON provisioning_requests (org_id, created_at DESC);
CREATE INDEX provisioning_requests_stage_idx ON provisioning_requests (stage, created_at);

CREATE FUNCTION provision_by_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF NOT EXISTS (SELECT FROM provisioning_stage_pairs
                   WHERE from_stage = before AND to_stage = NEW.stage) THEN
        RAISE EXCEPTION 'a provisioning request does not go from "%" to "%"', before, NEW.stage
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER provisioning_requests_by_pairs BEFORE INSERT OR UPDATE ON provisioning_requests
    FOR EACH ROW EXECUTE FUNCTION provision_by_pairs();

-- What happened to a wish. Written once.
CREATE TABLE provisioning_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES provisioning_requests (id),
    at timestamptz NOT NULL,
    -- Null: the network itself.
    user_id uuid,
    action text NOT NULL CHECK (action ~ '^[a-z_]{1,60}$'),
    from_stage text,
    to_stage text NOT NULL,
    message text CHECK (length(message) BETWEEN 1 AND 2048)
);
CREATE INDEX provisioning_events_request_id_idx ON provisioning_events (request_id, id);

-- One vote an org; the member who cast it is told of each step.
CREATE TABLE provisioning_votes (
    request_id uuid NOT NULL REFERENCES provisioning_requests (id),
    org_id uuid NOT NULL REFERENCES orgs (id),
    user_id uuid NOT NULL,
    size text NOT NULL CONSTRAINT provisioning_votes_size_values
        CHECK (size IN ('small', 'medium', 'large', 'huge')),
    at timestamptz NOT NULL,
    PRIMARY KEY (request_id, org_id)
);

SELECT grant_if_exists('SELECT', 'provisioning_stage_pairs', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'provisioning_requests', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'provisioning_events', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'provisioning_votes', 'oin_app');
SELECT grant_if_exists('SELECT', 'provisioning_requests', 'oin_audit');
SELECT grant_if_exists('SELECT', 'provisioning_events', 'oin_audit');
SELECT grant_if_exists('SELECT', 'provisioning_votes', 'oin_audit');
