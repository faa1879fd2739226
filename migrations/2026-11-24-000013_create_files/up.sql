-- Pictures that orgs uploaded, as they were drawn anew; never an upload itself.
CREATE TABLE files (
    -- 32 random bytes: who knows it may see the picture.
    id text COLLATE "C" NOT NULL CONSTRAINT files_id_form CHECK (id ~ '^[0-9a-f]{64}$'),
    -- Whose quota it counts against.
    org_id uuid NOT NULL REFERENCES orgs (id),
    kind text NOT NULL CONSTRAINT files_kind_values CHECK (kind IN ('logo', 'screenshot')),
    -- Of the largest size, so that the same picture is kept once an org.
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    -- Bytes of all sizes together.
    size integer NOT NULL CHECK (size > 0),
    added_by uuid REFERENCES users (id) ON DELETE SET NULL,
    -- When it was last uploaded, or found in a draft by the hourly look.
    seen_at timestamptz NOT NULL,
    -- A published revision names it: it stays for good, as revisions do.
    published boolean NOT NULL DEFAULT false,
    CONSTRAINT files_pkey PRIMARY KEY (id),
    CONSTRAINT files_content_key UNIQUE (org_id, kind, sha256)
);

CREATE INDEX files_unpublished_idx ON files (seen_at) WHERE NOT published;

CREATE TABLE file_renditions (
    file_id text COLLATE "C" NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    form text NOT NULL
        CONSTRAINT file_renditions_form_values CHECK (form IN ('64', '128', '256', 'full', 'thumbnail')),
    media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 20971520),
    CONSTRAINT file_renditions_pkey PRIMARY KEY (file_id, form)
);

-- Encoded pictures do not shrink any more: PostgreSQL need not try.
ALTER TABLE file_renditions ALTER COLUMN bytes SET STORAGE EXTERNAL;

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'files', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, DELETE', 'file_renditions', 'oin_app');
