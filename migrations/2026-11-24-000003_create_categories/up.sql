-- The managed list of categories.
CREATE TABLE categories (
    slug text PRIMARY KEY
        CONSTRAINT categories_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    label text NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
    position integer NOT NULL CHECK (position >= 1)
);

-- A listing's categories again, as rows: a category in use cannot vanish, and a listing
-- cannot name one that does not exist.
CREATE TABLE listing_categories (
    integration_id uuid NOT NULL REFERENCES listings (integration_id),
    category_slug text NOT NULL REFERENCES categories (slug),
    position smallint NOT NULL CHECK (position BETWEEN 1 AND 3),
    PRIMARY KEY (integration_id, category_slug)
);

CREATE INDEX listing_categories_category_slug_idx ON listing_categories (category_slug, integration_id);

-- Sets of integrations that staff chose.
CREATE TABLE collections (
    slug text PRIMARY KEY
        CONSTRAINT collections_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    summary text NOT NULL CHECK (length(summary) BETWEEN 1 AND 2048),
    position integer NOT NULL CHECK (position >= 1),
    starts_on date,
    ends_on date,
    CONSTRAINT collections_dates CHECK (starts_on <= ends_on)
);

CREATE TABLE collection_items (
    collection_slug text NOT NULL REFERENCES collections (slug) ON DELETE CASCADE,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    position integer NOT NULL CHECK (position >= 1),
    PRIMARY KEY (collection_slug, integration_id)
);

CREATE INDEX collection_items_integration_id_idx ON collection_items (integration_id);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'categories', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'listing_categories', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'collections', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'collection_items', 'oin_app');
