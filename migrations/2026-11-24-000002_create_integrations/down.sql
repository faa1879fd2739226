DROP TABLE listings;
DROP TABLE listing_versions;
DROP TABLE integrations;
DROP TABLE orgs;
