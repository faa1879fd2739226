-- The trial's end. Null: no trial, as with orgs that staff or the seed made.
ALTER TABLE orgs ADD COLUMN trial_ends_at timestamptz;

-- Who belongs to an org. That one owner stays is the store's rule: it holds the org's row meanwhile.
CREATE TABLE memberships (
    org_id uuid NOT NULL REFERENCES orgs (id),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL CONSTRAINT memberships_role_values CHECK (role IN ('viewer', 'editor', 'owner')),
    joined_at timestamptz NOT NULL,
    CONSTRAINT memberships_pkey PRIMARY KEY (org_id, user_id)
);

CREATE INDEX memberships_user_id_idx ON memberships (user_id);

-- What somebody may do in the network's own name.
CREATE TABLE staff_roles (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL CONSTRAINT staff_roles_role_values CHECK (role IN ('reviewer', 'lead', 'admin')),
    granted_at timestamptz NOT NULL,
    -- Null: granted at the command line.
    granted_by uuid REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT staff_roles_pkey PRIMARY KEY (user_id, role)
);

-- Domains that an org says are its own. The token is public: it stands in DNS or in a file.
CREATE TABLE org_domains (
    org_id uuid NOT NULL REFERENCES orgs (id),
    domain text COLLATE "C" NOT NULL
        CHECK (length(domain) <= 253 AND domain ~ '^([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$'),
    token text NOT NULL CHECK (length(token) BETWEEN 16 AND 100),
    asked_at timestamptz NOT NULL,
    method text CONSTRAINT org_domains_method_values CHECK (method IN ('dns', 'file')),
    proven_at timestamptz,
    CONSTRAINT org_domains_pkey PRIMARY KEY (org_id, domain),
    CONSTRAINT org_domains_proven_somehow CHECK ((method IS NULL) = (proven_at IS NULL))
);

-- "Our trial should go on": asked by an owner, answered by staff.
CREATE TABLE trial_extensions (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES orgs (id),
    asked_by uuid REFERENCES users (id) ON DELETE SET NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2048),
    asked_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT trial_extensions_state_values CHECK (state IN ('asked', 'granted', 'refused')),
    decided_by uuid REFERENCES users (id) ON DELETE SET NULL,
    decided_at timestamptz,
    trial_ends_at timestamptz,
    CONSTRAINT trial_extensions_decided CHECK ((state = 'asked') = (decided_at IS NULL)),
    CONSTRAINT trial_extensions_granted_until CHECK ((state = 'granted') = (trial_ends_at IS NOT NULL))
);

CREATE UNIQUE INDEX trial_extensions_open_key ON trial_extensions (org_id) WHERE state = 'asked';

-- An integration on its way to another org: offered by one side, accepted by the other, who is
-- reached by a mailed link.
CREATE TABLE transfers (
    id uuid PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    from_org uuid NOT NULL REFERENCES orgs (id),
    to_mail text NOT NULL CHECK (length(to_mail) BETWEEN 3 AND 254),
    offered_by uuid REFERENCES users (id) ON DELETE SET NULL,
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT transfers_state_values
        CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn')),
    ended_at timestamptz,
    to_org uuid REFERENCES orgs (id),
    accepted_by uuid REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT transfers_ended CHECK ((state = 'offered') = (ended_at IS NULL)),
    CONSTRAINT transfers_accepted_by_an_org CHECK ((state = 'accepted') = (to_org IS NOT NULL)),
    CONSTRAINT transfers_to_another_org CHECK (to_org <> from_org)
);

CREATE UNIQUE INDEX transfers_open_key ON transfers (integration_id) WHERE state = 'offered';
CREATE INDEX transfers_from_org_idx ON transfers (from_org);

-- Tokens for programs: `oin_` and 256 random bits, of which here is the SHA-256 and the beginning.
CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL CONSTRAINT api_tokens_hash_key UNIQUE CHECK (octet_length(hash) = 32),
    hint text NOT NULL CHECK (hint ~ '^oin_[A-Za-z0-9_-]{4}$'),
    org_id uuid NOT NULL REFERENCES orgs (id),
    -- Who made it; null: the command line, or a person who has gone.
    made_by uuid REFERENCES users (id) ON DELETE SET NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    scopes text[] NOT NULL CHECK (cardinality(scopes) >= 1 AND array_position(scopes, NULL) IS NULL)
        CONSTRAINT api_tokens_scopes_values CHECK (scopes <@ ARRAY['submissions:read', 'submissions:write',
            'submissions:submit', 'org:read', 'org:write', 'tokens:write']),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT api_tokens_expire_later CHECK (expires_at > created_at)
);

CREATE INDEX api_tokens_org_id_idx ON api_tokens (org_id);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'memberships', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, DELETE', 'staff_roles', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'org_domains', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'trial_extensions', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'transfers', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'api_tokens', 'oin_app');
SELECT grant_if_exists('SELECT', 'memberships', 'oin_audit');
SELECT grant_if_exists('SELECT', 'staff_roles', 'oin_audit');
SELECT grant_if_exists('SELECT', 'transfers', 'oin_audit');
