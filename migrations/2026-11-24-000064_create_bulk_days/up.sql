-- How many submissions somebody of the staff has changed in bulk on a day (UTC): there is a limit.
CREATE TABLE bulk_days (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day date NOT NULL,
    made integer NOT NULL CHECK (made >= 0),
    PRIMARY KEY (user_id, day)
);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'bulk_days', 'oin_app');

