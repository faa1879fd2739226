-- Filters of the queue that a reviewer keeps under a name, for themselves alone.
CREATE TABLE saved_views (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- By the name of the filter. Not columns: a filter that goes must not break what was saved.
    filters jsonb NOT NULL CHECK (jsonb_typeof(filters) = 'object'),
    saved_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX saved_views_name_key ON saved_views (user_id, lower(name));

SELECT grant_if_exists('SELECT, INSERT, DELETE', 'saved_views', 'oin_app');
SELECT grant_if_exists('SELECT', 'saved_views', 'oin_audit');
