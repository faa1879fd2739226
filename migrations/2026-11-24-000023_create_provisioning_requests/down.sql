DROP TABLE provisioning_votes;
DROP TABLE provisioning_events;
DROP TABLE provisioning_requests;
DROP FUNCTION provision_by_pairs();
DROP TABLE provisioning_stage_pairs;
