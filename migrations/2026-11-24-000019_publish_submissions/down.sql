ALTER TABLE listings ADD CONSTRAINT listings_sign_on_check CHECK (cardinality(sign_on) >= 1);
DROP INDEX submissions_published_key;
ALTER TABLE listing_versions DROP CONSTRAINT listing_versions_some_connection;
ALTER TABLE listing_versions DROP COLUMN grace, DROP COLUMN notice, DROP COLUMN class;
DROP TABLE release_plans;
