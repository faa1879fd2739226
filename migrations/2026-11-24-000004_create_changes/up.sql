-- The catalog's version: one number for everything that the catalog shows.
-- Every write to the catalog raises it at the end of its transaction. The row's lock
-- is held until the commit, so versions are given out in commit order and without gaps:
-- whoever has read up to version n has missed nothing before n. (A sequence could not
-- promise that: its numbers become visible out of order.)
CREATE TABLE catalog_state (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version bigint NOT NULL CHECK (version >= 0)
);

INSERT INTO catalog_state (version) VALUES (0);

-- What changed in each version. A `removed` row is the tombstone: it keeps the slug.
CREATE TABLE changes (
    version bigint PRIMARY KEY,
    kind text NOT NULL CONSTRAINT changes_kind_values
        CHECK (kind IN ('upsert', 'removed', 'categories', 'collections')),
    integration_id uuid REFERENCES integrations (id),
    slug text,
    at timestamptz NOT NULL,
    CONSTRAINT changes_of_an_integration
        CHECK ((kind IN ('upsert', 'removed')) = (integration_id IS NOT NULL)
           AND (integration_id IS NULL) = (slug IS NULL))
);

SELECT grant_if_exists('SELECT, UPDATE', 'catalog_state', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'changes', 'oin_app');
SELECT grant_if_exists('SELECT', 'changes', 'oin_audit');
