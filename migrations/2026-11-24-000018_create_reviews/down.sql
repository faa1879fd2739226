DROP TABLE secret_reveals, review_presence, decision_drafts, manual_runs, review_ticks, reviews;
DROP INDEX submissions_appeals_idx, submissions_with_staff_idx;
