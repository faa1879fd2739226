DROP TABLE evidence;
DROP TABLE verification_events;
DROP TABLE verifications;
DROP FUNCTION verify_by_pairs();
DROP TABLE verification_stage_pairs;
