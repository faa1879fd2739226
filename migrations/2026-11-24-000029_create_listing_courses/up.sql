-- What is true of a listing's life beside its stage: the domain's `listing::Facts` as JSON. No row:
-- nothing but the stage.
CREATE TABLE listing_courses (
    integration_id uuid PRIMARY KEY REFERENCES integrations (id),
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object')
);

-- What happened to a listing after its publication. Written once.
CREATE TABLE listing_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    at timestamptz NOT NULL,
    -- Null: the network itself.
    user_id uuid,
    action text NOT NULL CHECK (action ~ '^[a-z_]{1,60}$'),
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    reason text CHECK (length(reason) BETWEEN 1 AND 2048),
    until timestamptz
);
CREATE INDEX listing_events_integration_id_idx ON listing_events (integration_id, id);

-- The reader of a listing with an end sees it in every list.
ALTER TABLE listings DROP CONSTRAINT listings_flags_values;
ALTER TABLE listings ADD CONSTRAINT listings_flags_values
    CHECK (flags <@ ARRAY['vendor_unconfirmed', 'demo', 'orphan', 'retiring']);

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'listing_courses', 'oin_app');
-- No UPDATE, no DELETE: what happened stays as it happened.
SELECT grant_if_exists('SELECT, INSERT', 'listing_events', 'oin_app');
SELECT grant_if_exists('SELECT', 'listing_courses', 'oin_audit');
SELECT grant_if_exists('SELECT', 'listing_events', 'oin_audit');
