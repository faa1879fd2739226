DROP TABLE api_tokens;
DROP TABLE transfers;
DROP TABLE trial_extensions;
DROP TABLE org_domains;
DROP TABLE staff_roles;
DROP TABLE memberships;
ALTER TABLE orgs DROP COLUMN trial_ends_at;
