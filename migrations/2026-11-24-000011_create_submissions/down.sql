DROP TABLE notifications, check_runs, contact_mails, submission_messages, private_notes, submission_events,
    submissions, submission_stage_pairs;
DROP FUNCTION move_by_pairs();
DROP TRIGGER listings_under_a_slug ON listings;
DROP FUNCTION listed_under_a_slug();
DROP TRIGGER integrations_keep_slug ON integrations;
DROP FUNCTION keep_slug();
-- Integrations that were never submitted have no slug: they go, with what points at them.
DELETE FROM transfers WHERE integration_id IN (SELECT id FROM integrations WHERE slug IS NULL);
DELETE FROM integrations WHERE slug IS NULL;
ALTER TABLE integrations ALTER COLUMN slug SET NOT NULL;
