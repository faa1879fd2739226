UPDATE listings SET flags = array_remove(flags, 'retiring') WHERE 'retiring' = ANY (flags);
ALTER TABLE listings DROP CONSTRAINT listings_flags_values;
ALTER TABLE listings ADD CONSTRAINT listings_flags_values
    CHECK (flags <@ ARRAY['vendor_unconfirmed', 'demo', 'orphan']);
DROP TABLE listing_events;
DROP TABLE listing_courses;
