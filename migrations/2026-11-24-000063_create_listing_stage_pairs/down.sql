DROP TRIGGER listings_by_pairs ON listings;
DROP FUNCTION list_by_pairs();
DROP TABLE listing_stage_pairs;
