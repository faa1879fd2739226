-- A company: it publishes integrations, consumes them, or both.
CREATE TABLE orgs (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL
);

-- An app's entry in the network. The row says who it is; what it says of itself stands
-- in its published revisions. A slug is never reused, so rows are never deleted.
CREATE TABLE integrations (
    id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT integrations_slug_key UNIQUE
        CONSTRAINT integrations_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    -- No org: made from public facts and not claimed, or its owner has gone.
    org_id uuid REFERENCES orgs (id),
    visibility text NOT NULL DEFAULT 'public'
        CONSTRAINT integrations_visibility_values CHECK (visibility IN ('public', 'private')),
    created_at timestamptz NOT NULL
);

CREATE INDEX integrations_org_id_idx ON integrations (org_id) WHERE org_id IS NOT NULL;

-- Each published revision, for good. `content` is the domain's `Content` as JSON.
CREATE TABLE listing_versions (
    integration_id uuid NOT NULL REFERENCES integrations (id),
    version integer NOT NULL CHECK (version >= 1),
    content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    published_at timestamptz NOT NULL,
    -- What it was made from: `seed`, `demo`, later a submission's id.
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
    PRIMARY KEY (integration_id, version)
);

-- What the catalog shows of an integration: one of its revisions, with tier and health.
-- The columns from `name` to `website` are derived from the revision's content when it is
-- written, so that lists and the in-process index need not read into JSON.
CREATE TABLE listings (
    integration_id uuid PRIMARY KEY REFERENCES integrations (id),
    version integer NOT NULL,
    stage text NOT NULL CONSTRAINT listings_stage_values
        CHECK (stage IN ('unlisted', 'live', 'degraded', 'suspended', 'retiring', 'retired', 'removed')),
    tier text NOT NULL CONSTRAINT listings_tier_values CHECK (tier IN ('community', 'verified')),
    tested text NOT NULL CONSTRAINT listings_tested_values
        CHECK (tested IN ('ok', 'degraded', 'not_tested', 'retired')),
    flags text[] NOT NULL CONSTRAINT listings_flags_values
        CHECK (flags <@ ARRAY['vendor_unconfirmed', 'demo', 'orphan']),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- The name without accents, case and punctuation, in byte order, so that one index
    -- serves both prefixes and the order.
    name_folded text COLLATE "C" NOT NULL,
    vendor text,
    summary text NOT NULL CHECK (length(summary) BETWEEN 1 AND 140),
    aliases text[] NOT NULL CHECK (array_position(aliases, NULL) IS NULL),
    categories text[] NOT NULL
        CHECK (cardinality(categories) BETWEEN 1 AND 3 AND array_position(categories, NULL) IS NULL),
    sign_on text[] NOT NULL CHECK (cardinality(sign_on) >= 1)
        CONSTRAINT listings_sign_on_values
        CHECK (sign_on <@ ARRAY['saml2', 'oidc', 'ws-fed', 'swa', 'bookmark']),
    flows text[] NOT NULL CONSTRAINT listings_flows_values CHECK (flows <@ ARRAY['sp', 'idp']),
    automated boolean NOT NULL,
    operations text[] NOT NULL CONSTRAINT listings_operations_values
        CHECK (operations <@ ARRAY['create', 'update', 'import', 'status', 'permissions', 'password']),
    deployment text NOT NULL CONSTRAINT listings_deployment_values
        CHECK (deployment IN ('cloud', 'on-premises')),
    website text,
    -- When the first revision was published.
    published_at timestamptz NOT NULL,
    -- When anything of the listing last changed.
    updated_at timestamptz NOT NULL,
    verified_at timestamptz,
    launches bigint NOT NULL DEFAULT 0 CHECK (launches >= 0),
    FOREIGN KEY (integration_id, version) REFERENCES listing_versions (integration_id, version),
    CONSTRAINT listings_verified_since CHECK ((tier = 'verified') = (verified_at IS NOT NULL)),
    CONSTRAINT listings_updated_after_published CHECK (updated_at >= published_at)
);

-- Until a process has its index: names by prefix. Feeds: newest, updated, retired.
CREATE INDEX listings_name_folded_idx ON listings (name_folded, integration_id);
CREATE INDEX listings_published_at_idx ON listings (published_at DESC, integration_id);
CREATE INDEX listings_updated_at_idx ON listings (updated_at DESC, integration_id);
CREATE INDEX listings_retired_idx ON listings (updated_at DESC, integration_id) WHERE stage = 'retired';

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'orgs', 'oin_app');
-- UPDATE also for the row lock under which a listing is published.
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'integrations', 'oin_app');
-- No UPDATE, no DELETE: what was published stays as it was published.
SELECT grant_if_exists('SELECT, INSERT', 'listing_versions', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'listings', 'oin_app');
SELECT grant_if_exists('SELECT', 'listing_versions', 'oin_audit');
SELECT grant_if_exists('SELECT', 'listings', 'oin_audit');
SELECT grant_if_exists('SELECT', 'integrations', 'oin_audit');
SELECT grant_if_exists('SELECT', 'orgs', 'oin_audit');
