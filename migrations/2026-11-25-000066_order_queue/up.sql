-- The order of the queue as an index: who claims the next submission reads its first rows, instead
-- of sorting all that waits. The due date is the submission's; it stands here too while that is in
-- the queue, beside the risk that orders a day.
ALTER TABLE reviews ADD COLUMN queue_due_at timestamptz;

UPDATE reviews r SET queue_due_at = s.due_at FROM submissions s
    WHERE s.id = r.submission_id AND s.stage = 'queued';

CREATE INDEX reviews_queue_idx ON reviews
    (((queue_due_at AT TIME ZONE 'UTC')::date), risk DESC, queue_due_at, submission_id)
    WHERE queue_due_at IS NOT NULL;

-- What a reviewer knows already comes first.
CREATE INDEX submissions_place_kept_idx ON submissions ((facts #>> '{place,reviewer}'))
    WHERE stage = 'queued';

CREATE FUNCTION keep_queue_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews SET queue_due_at = CASE WHEN NEW.stage = 'queued' THEN NEW.due_at END
        WHERE submission_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER submissions_keep_queue_order AFTER UPDATE OF stage, due_at ON submissions
    FOR EACH ROW WHEN (OLD.stage = 'queued' OR NEW.stage = 'queued') EXECUTE FUNCTION keep_queue_order();

-- A submission is in the queue before it is assessed.
CREATE FUNCTION begin_queue_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT s.due_at INTO NEW.queue_due_at FROM submissions s WHERE s.id = NEW.submission_id AND s.stage = 'queued';
    RETURN NEW;
END $$;

CREATE TRIGGER reviews_begin_queue_order BEFORE INSERT ON reviews
    FOR EACH ROW EXECUTE FUNCTION begin_queue_order();
