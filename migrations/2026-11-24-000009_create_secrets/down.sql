DROP TABLE sealed_secrets;
DROP SEQUENCE sealed_secret_revisions;
DROP TABLE data_keys;
