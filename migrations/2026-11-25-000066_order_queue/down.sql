DROP TRIGGER reviews_begin_queue_order ON reviews;
DROP FUNCTION begin_queue_order();
DROP TRIGGER submissions_keep_queue_order ON submissions;
DROP FUNCTION keep_queue_order();
DROP INDEX submissions_place_kept_idx;
ALTER TABLE reviews DROP COLUMN queue_due_at;
