DROP FUNCTION forget_security_peers();
DROP TABLE security_events;
DROP TABLE token_buckets;
