-- "Something is wrong with this listing": from anybody, answered by staff.
CREATE TABLE problem_reports (
    id uuid PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    at timestamptz NOT NULL,
    topic text NOT NULL CONSTRAINT problem_reports_topic_values
        CHECK (topic IN ('sign_on', 'provisioning', 'wrong_facts', 'abuse', 'other')),
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2048),
    -- Where the answer goes; the account, when there was one.
    mail text NOT NULL CHECK (length(mail) BETWEEN 3 AND 254),
    user_id uuid REFERENCES users (id) ON DELETE SET NULL,
    answer text CHECK (length(answer) BETWEEN 1 AND 2048),
    answered_at timestamptz,
    -- Not a foreign key, as with the events: it outlives the person.
    answered_by uuid,
    CONSTRAINT problem_reports_answered_whole
        CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
);
CREATE INDEX problem_reports_open_idx ON problem_reports (at, id) WHERE answer IS NULL;
CREATE INDEX problem_reports_integration_id_idx ON problem_reports (integration_id);

SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'problem_reports', 'oin_app');

-- How long the first decision on a submission took. Written by the database itself when staff move
-- one on, so that no way of deciding is left out; a submission that comes again counts once.
CREATE TABLE review_times (
    submission_id uuid PRIMARY KEY REFERENCES submissions (id),
    lane text NOT NULL CONSTRAINT review_times_lane_values
        CHECK (lane IN ('wizard', 'template', 'text', 'provisioning')),
    queued_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    decision text NOT NULL CHECK (decision ~ '^[a-z_]{1,60}$')
);
CREATE INDEX review_times_decided_at_idx ON review_times (decided_at);

CREATE FUNCTION keep_review_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO review_times (submission_id, lane, queued_at, decided_at, decision)
    VALUES (OLD.id, OLD.lane, OLD.queued_at, NEW.since, NEW.stage)
    ON CONFLICT (submission_id) DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER submissions_keep_review_time AFTER UPDATE OF stage ON submissions
    FOR EACH ROW WHEN (OLD.stage IN ('queued', 'in_review', 'testing')
        AND NEW.stage IN ('awaiting_isv', 'approved', 'rejected', 'discard_notice', 'discarded'))
    EXECUTE FUNCTION keep_review_time();

SELECT grant_if_exists('SELECT, INSERT', 'review_times', 'oin_app');
SELECT grant_if_exists('SELECT', 'review_times', 'oin_audit');
