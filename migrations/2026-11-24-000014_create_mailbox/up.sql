-- A letter that came back: when, and what the other side said.
ALTER TABLE letters ADD COLUMN bounced_at timestamptz;
ALTER TABLE letters ADD COLUMN bounce_reason text CHECK (length(bounce_reason) <= 2000);

-- Letters that were delivered to the mailbox page instead of a mail server, links and all. Empty
-- wherever a mail server is configured.
CREATE TABLE dev_letters (
    letter_id uuid PRIMARY KEY,
    to_mail text NOT NULL CHECK (length(to_mail) BETWEEN 3 AND 254),
    subject text NOT NULL CHECK (length(subject) <= 500),
    text_part text NOT NULL CHECK (length(text_part) <= 200000),
    html_part text NOT NULL CHECK (length(html_part) <= 200000),
    raw bytea NOT NULL CHECK (octet_length(raw) <= 2000000),
    received_at timestamptz NOT NULL
);

CREATE INDEX dev_letters_received_at_idx ON dev_letters (received_at);

-- How far the clock of a local installation is ahead, for all of its processes (`oin dev advance`).
CREATE TABLE dev_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ahead_seconds bigint NOT NULL CHECK (ahead_seconds BETWEEN 0 AND 3155760000)
);

SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'dev_letters', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'dev_clock', 'oin_app');
