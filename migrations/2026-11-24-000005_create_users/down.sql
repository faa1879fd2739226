DROP TABLE one_time_links;
DROP TABLE oidc_identities;
DROP TABLE passwords;
DROP TABLE users;
