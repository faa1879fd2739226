DROP TRIGGER submissions_keep_review_time ON submissions;
DROP FUNCTION keep_review_time();
DROP TABLE review_times;
DROP TABLE problem_reports;
