DROP TABLE idempotency_keys;
DROP TABLE letters;
DROP TABLE jobs;
