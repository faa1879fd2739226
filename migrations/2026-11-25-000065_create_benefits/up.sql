-- What the second tier brings, in the network's own words, in order; without a row the program's own
-- stand.
CREATE TABLE benefits (
    position integer PRIMARY KEY CHECK (position BETWEEN 1 AND 12),
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    -- Not a foreign key: it outlives the person.
    updated_by uuid NOT NULL,
    updated_at timestamptz NOT NULL
);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'benefits', 'oin_app');
