-- How the ISV wants an approved submission released. No row: as soon as it is approved.
CREATE TABLE release_plans (
    submission_id uuid PRIMARY KEY REFERENCES submissions (id),
    -- The ISV publishes it by itself.
    held boolean NOT NULL,
    -- Of a breaking change: what customers are told, and up to when the old settings work.
    notice text CHECK (length(notice) BETWEEN 1 AND 2048),
    grace date,
    -- Not a foreign key, as with the events: it outlives the person.
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT release_plans_notice_with_grace CHECK ((notice IS NULL) = (grace IS NULL))
);

-- What a revision did to those who had installed the one before, and what they were told.
ALTER TABLE listing_versions
    ADD COLUMN class text CONSTRAINT listing_versions_class_values CHECK (class IN ('text', 'safe', 'breaking')),
    ADD COLUMN notice text CHECK (length(notice) BETWEEN 1 AND 2048),
    ADD COLUMN grace date,
    ADD CONSTRAINT listing_versions_notice_with_grace CHECK ((notice IS NULL) = (grace IS NULL)),
    ADD CONSTRAINT listing_versions_breaking_with_notice
        CHECK (class IS DISTINCT FROM 'breaking' OR notice IS NOT NULL);

-- A way to sign on that is only described has no mode that could be filtered by.
ALTER TABLE listings DROP CONSTRAINT listings_sign_on_check;
ALTER TABLE listing_versions ADD CONSTRAINT listing_versions_some_connection
    CHECK (jsonb_array_length(content -> 'connections') >= 1);

-- The catalog shows one submission of an integration.
CREATE UNIQUE INDEX submissions_published_key ON submissions (integration_id) WHERE stage = 'published';

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'release_plans', 'oin_app');
SELECT grant_if_exists('SELECT', 'release_plans', 'oin_audit');
