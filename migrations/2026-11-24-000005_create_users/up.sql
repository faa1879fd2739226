-- A person. The address becomes theirs when they confirm it: until then several sign-ups may
-- name the same one, so that nobody can keep another's address occupied.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    -- As typed, with the domain in ASCII; and in lower case, for looking up.
    mail text NOT NULL CHECK (length(mail) BETWEEN 3 AND 254),
    mail_folded text COLLATE "C" NOT NULL CHECK (mail_folded = lower(mail) COLLATE "C"),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    disabled_at timestamptz
);

CREATE UNIQUE INDEX users_mail_key ON users (mail_folded) WHERE confirmed_at IS NOT NULL;
CREATE INDEX users_unconfirmed_idx ON users (mail_folded) WHERE confirmed_at IS NULL;

-- Only the hash: argon2id as a PHC string, over a pepper that is not in the database.
CREATE TABLE passwords (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash text NOT NULL CHECK (hash LIKE '$argon2id$%' AND length(hash) <= 300),
    pepper_id text NOT NULL CHECK (length(pepper_id) BETWEEN 1 AND 64),
    changed_at timestamptz NOT NULL
);

-- Who an OIDC provider says somebody is. The pair belongs to one person for good; an equal mail
-- address links nothing.
CREATE TABLE oidc_identities (
    issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 1024),
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    linked_at timestamptz NOT NULL,
    CONSTRAINT oidc_identities_pkey PRIMARY KEY (issuer, subject)
);

CREATE INDEX oidc_identities_user_id_idx ON oidc_identities (user_id);

-- Links and tickets that work once. What the reader holds is 256 random bits; here is its SHA-256.
CREATE TABLE one_time_links (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL CONSTRAINT one_time_links_hash_key UNIQUE CHECK (octet_length(hash) = 32),
    kind text NOT NULL CONSTRAINT one_time_links_kind_values CHECK (kind IN
        ('confirm_mail', 'change_mail', 'reset_password', 'invitation', 'confirm_contact', 'transfer',
         'oidc_sign_in', 'passkey_ceremony')),
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    org_id uuid REFERENCES orgs (id) ON DELETE CASCADE,
    -- The contact, transfer, … that it is about.
    about uuid,
    mail text CHECK (length(mail) BETWEEN 3 AND 254),
    -- What its kind needs beside: an invitation's role, a ceremony's challenge. Never a secret.
    payload jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(payload) = 'object'),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_time_links_expires_later CHECK (expires_at > created_at),
    CONSTRAINT one_time_links_of_a_person
        CHECK (kind NOT IN ('confirm_mail', 'change_mail', 'reset_password') OR user_id IS NOT NULL),
    CONSTRAINT one_time_links_of_an_org CHECK (kind <> 'invitation' OR (org_id IS NOT NULL AND mail IS NOT NULL)),
    CONSTRAINT one_time_links_about_something CHECK (kind NOT IN ('confirm_contact', 'transfer') OR about IS NOT NULL)
);

CREATE INDEX one_time_links_user_id_idx ON one_time_links (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX one_time_links_org_id_idx ON one_time_links (org_id) WHERE org_id IS NOT NULL;
CREATE INDEX one_time_links_expires_at_idx ON one_time_links (expires_at);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'users', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'passwords', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'oidc_identities', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'one_time_links', 'oin_app');
