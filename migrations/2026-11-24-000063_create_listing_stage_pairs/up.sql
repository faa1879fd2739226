-- Between which stages a listing may move; made by `listing::PAIRS` and compared with it in a test.
-- It may begin anywhere: facts may be loaded of what has ended already.
CREATE TABLE listing_stage_pairs (
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    PRIMARY KEY (from_stage, to_stage)
);

INSERT INTO listing_stage_pairs (from_stage, to_stage) VALUES
    ('degraded', 'live'),
    ('degraded', 'removed'),
    ('degraded', 'retiring'),
    ('degraded', 'suspended'),
    ('live', 'degraded'),
    ('live', 'removed'),
    ('live', 'retiring'),
    ('live', 'suspended'),
    ('retired', 'removed'),
    ('retiring', 'removed'),
    ('retiring', 'retired'),
    ('suspended', 'live'),
    ('suspended', 'removed'),
    ('suspended', 'retiring'),
    ('unlisted', 'live');

CREATE FUNCTION list_by_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM listing_stage_pairs
                   WHERE from_stage = OLD.stage AND to_stage = NEW.stage) THEN
        RAISE EXCEPTION 'a listing does not go from "%" to "%"', OLD.stage, NEW.stage
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER listings_by_pairs BEFORE UPDATE OF stage ON listings
    FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage) EXECUTE FUNCTION list_by_pairs();

SELECT grant_if_exists('SELECT', 'listing_stage_pairs', 'oin_app');
SELECT grant_if_exists('SELECT', 'listing_stage_pairs', 'oin_audit');
