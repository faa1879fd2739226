DROP TABLE dev_clock;
DROP TABLE dev_letters;
ALTER TABLE letters DROP COLUMN bounce_reason;
ALTER TABLE letters DROP COLUMN bounced_at;
