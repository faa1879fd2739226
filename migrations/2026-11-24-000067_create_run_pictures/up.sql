-- What a reviewer saw in a run done by hand, drawn anew; never an upload itself. A run has one id at the
-- desk and among the evidence, so that its picture goes along when what was reviewed is published.
CREATE TABLE run_pictures (
    run_id uuid NOT NULL,
    form text NOT NULL CONSTRAINT run_pictures_form_of_a_screenshot CHECK (form IN ('full', 'thumbnail')),
    media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 20971520),
    at timestamptz NOT NULL,
    CONSTRAINT run_pictures_pkey PRIMARY KEY (run_id, form)
);
CREATE INDEX run_pictures_at_idx ON run_pictures (at);

-- Encoded pictures do not shrink any more: PostgreSQL need not try.
ALTER TABLE run_pictures ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- No UPDATE: what was seen stays as it was seen, until it has had its time.
SELECT grant_if_exists('SELECT, INSERT, DELETE', 'run_pictures', 'oin_app');
