-- "This is our product": an org takes a listing over that its vendor has not confirmed, by the
-- proof of the vendor's domain. A present owner may object for 14 days; then staff decide.
CREATE TABLE claims (
    id uuid PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    org_id uuid NOT NULL REFERENCES orgs (id),
    -- Not a foreign key, as with the events: it outlives the person.
    claimed_by uuid NOT NULL,
    -- The proven domain that it rests on.
    domain text NOT NULL CHECK (length(domain) BETWEEN 1 AND 253),
    claimed_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT claims_state_values
        CHECK (state IN ('open', 'objected', 'granted', 'refused', 'withdrawn')),
    -- The present owner, who may object, and until when; nobody for a listing without one.
    owner_id uuid REFERENCES orgs (id),
    until timestamptz NOT NULL,
    objection text CHECK (length(objection) BETWEEN 1 AND 2048),
    -- Why staff decided so.
    answer text CHECK (length(answer) BETWEEN 1 AND 2048),
    ended_at timestamptz,
    CONSTRAINT claims_ended CHECK ((state IN ('open', 'objected')) = (ended_at IS NULL)),
    CONSTRAINT claims_objected_with_words CHECK (state <> 'objected' OR objection IS NOT NULL)
);
-- One at a time.
CREATE UNIQUE INDEX claims_open_key ON claims (integration_id) WHERE state IN ('open', 'objected');
CREATE INDEX claims_org_id_idx ON claims (org_id, claimed_at DESC);
CREATE INDEX claims_owner_id_idx ON claims (owner_id, claimed_at DESC) WHERE owner_id IS NOT NULL;

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'claims', 'oin_app');
SELECT grant_if_exists('SELECT', 'claims', 'oin_audit');
