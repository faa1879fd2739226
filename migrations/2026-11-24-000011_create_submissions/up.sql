-- An integration has a row from its first draft on and a slug from its first submit on: a draft that
-- is never submitted must not keep a name occupied. Once given, a slug stays for good.
ALTER TABLE integrations ALTER COLUMN slug DROP NOT NULL;

CREATE FUNCTION keep_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.slug IS NOT NULL AND NEW.slug IS DISTINCT FROM OLD.slug THEN
        RAISE EXCEPTION 'the slug % stays', OLD.slug USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER integrations_keep_slug BEFORE UPDATE OF slug ON integrations
    FOR EACH ROW EXECUTE FUNCTION keep_slug();

CREATE FUNCTION listed_under_a_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM integrations WHERE id = NEW.integration_id AND slug IS NOT NULL) THEN
        RAISE EXCEPTION 'a listing needs a slug' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER listings_under_a_slug BEFORE INSERT ON listings
    FOR EACH ROW EXECUTE FUNCTION listed_under_a_slug();

-- Between which stages a submission may move; made by `submission::pairs()` and compared with it in
-- a test. Empty: it begins there.
CREATE TABLE submission_stage_pairs (
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    PRIMARY KEY (from_stage, to_stage)
);

INSERT INTO submission_stage_pairs (from_stage, to_stage) VALUES
    ('', 'draft'),
    ('approved', 'published'),
    ('approved', 'withdrawn'),
    ('awaiting_isv', 'checking'),
    ('awaiting_isv', 'closed_no_reply'),
    ('awaiting_isv', 'withdrawn'),
    ('checking', 'approved'),
    ('checking', 'errored'),
    ('checking', 'needs_fixes'),
    ('checking', 'queued'),
    ('checking', 'withdrawn'),
    ('closed_no_reply', 'draft'),
    ('discard_notice', 'checking'),
    ('discard_notice', 'discarded'),
    ('discard_notice', 'withdrawn'),
    ('discarded', 'queued'),
    ('draft', 'checking'),
    ('draft', 'withdrawn'),
    ('errored', 'checking'),
    ('errored', 'draft'),
    ('errored', 'withdrawn'),
    ('in_review', 'approved'),
    ('in_review', 'awaiting_isv'),
    ('in_review', 'discard_notice'),
    ('in_review', 'discarded'),
    ('in_review', 'queued'),
    ('in_review', 'rejected'),
    ('in_review', 'testing'),
    ('in_review', 'withdrawn'),
    ('needs_fixes', 'checking'),
    ('needs_fixes', 'closed_no_reply'),
    ('needs_fixes', 'queued'),
    ('needs_fixes', 'withdrawn'),
    ('published', 'superseded'),
    ('queued', 'discard_notice'),
    ('queued', 'discarded'),
    ('queued', 'in_review'),
    ('queued', 'withdrawn'),
    ('rejected', 'queued'),
    ('superseded', 'published'),
    ('testing', 'approved'),
    ('testing', 'awaiting_isv'),
    ('testing', 'discard_notice'),
    ('testing', 'discarded'),
    ('testing', 'queued'),
    ('testing', 'rejected'),
    ('testing', 'withdrawn');

-- One proposed revision of an integration on its way to publication.
CREATE TABLE submissions (
    id uuid PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integrations (id),
    org_id uuid NOT NULL REFERENCES orgs (id),
    -- A customer's own template, proposed without the vendor.
    vendor_unconfirmed boolean NOT NULL,

    -- The machine: the domain's `Facts` as JSON, and the columns that lists and deadlines need.
    stage text NOT NULL CONSTRAINT submissions_stage_values CHECK (stage IN
        ('draft', 'checking', 'needs_fixes', 'errored', 'queued', 'in_review', 'awaiting_isv', 'testing',
         'discard_notice', 'discarded', 'closed_no_reply', 'approved', 'rejected', 'published', 'superseded',
         'withdrawn')),
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    since timestamptz NOT NULL,
    revision integer NOT NULL CHECK (revision >= 1),
    lane text CONSTRAINT submissions_lane_values CHECK (lane IN ('wizard', 'template', 'text', 'provisioning')),
    queued_at timestamptz,
    due_at timestamptz,
    -- When the stage ends by itself.
    until timestamptz,

    -- The draft as typed, by path; and beside it who touched which path last, what was imported and
    -- which secrets are sealed.
    draft jsonb NOT NULL CHECK (jsonb_typeof(draft) = 'object'),
    draft_beside jsonb NOT NULL CHECK (jsonb_typeof(draft_beside) = 'object'),
    draft_revision integer NOT NULL CHECK (draft_revision >= 1),
    -- The live revision from which the draft was copied.
    based_on integer,

    -- As it was last submitted: the domain's `Content` and `Testing`.
    content jsonb CHECK (jsonb_typeof(content) = 'object'),
    testing jsonb CHECK (jsonb_typeof(testing) = 'object'),
    submitted_at timestamptz,
    -- Not a foreign key, as with the events: it outlives the person.
    submitted_by uuid,

    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_by uuid,
    deleted_at timestamptz,

    FOREIGN KEY (integration_id, based_on) REFERENCES listing_versions (integration_id, version),
    CONSTRAINT submissions_facts_of_the_stage CHECK (facts ->> 'stage' = stage),
    CONSTRAINT submissions_place_while_with_staff CHECK
        ((stage IN ('queued', 'in_review', 'awaiting_isv', 'testing', 'discard_notice'))
            = (lane IS NOT NULL AND queued_at IS NOT NULL AND due_at IS NOT NULL)
         AND (lane IS NULL) = (queued_at IS NULL) AND (lane IS NULL) = (due_at IS NULL)),
    CONSTRAINT submissions_ends_by_itself CHECK
        ((stage IN ('needs_fixes', 'in_review', 'awaiting_isv', 'testing', 'discard_notice', 'closed_no_reply',
                    'approved')) <= (until IS NOT NULL)),
    CONSTRAINT submissions_content_once_submitted CHECK
        (stage IN ('draft', 'withdrawn') OR (content IS NOT NULL AND testing IS NOT NULL)),
    CONSTRAINT submissions_submitted_whole CHECK
        ((content IS NULL) = (testing IS NULL) AND (content IS NULL) = (submitted_at IS NULL)
         AND (content IS NULL) = (submitted_by IS NULL)),
    CONSTRAINT submissions_deleted_as_draft CHECK
        ((deleted_at IS NULL OR stage = 'draft') AND (deleted_at IS NULL) = (deleted_by IS NULL))
);

-- At most one open submission an integration.
CREATE UNIQUE INDEX submissions_open_key ON submissions (integration_id) WHERE deleted_at IS NULL AND stage IN
    ('draft', 'checking', 'needs_fixes', 'errored', 'queued', 'in_review', 'awaiting_isv', 'testing',
     'discard_notice', 'approved');
CREATE INDEX submissions_integration_id_idx ON submissions (integration_id, created_at DESC);
CREATE INDEX submissions_org_id_idx ON submissions (org_id, updated_at DESC);
CREATE INDEX submissions_queue_idx ON submissions (due_at, id) WHERE stage = 'queued';
CREATE INDEX submissions_deleted_at_idx ON submissions (deleted_at) WHERE deleted_at IS NOT NULL;

-- Who may act is the domain's to say; which moves exist at all, the database holds as well.
CREATE FUNCTION move_by_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.stage;
        IF NEW.revision <= OLD.revision THEN
            RAISE EXCEPTION 'a move counts the revision up' USING ERRCODE = 'check_violation';
        END IF;
        IF before = NEW.stage THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM submission_stage_pairs
                   WHERE from_stage = before AND to_stage = NEW.stage) THEN
        RAISE EXCEPTION 'a submission does not go from "%" to "%"', before, NEW.stage
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER submissions_begin_by_pairs BEFORE INSERT ON submissions
    FOR EACH ROW EXECUTE FUNCTION move_by_pairs();
CREATE TRIGGER submissions_move_by_pairs BEFORE UPDATE OF stage, facts ON submissions
    FOR EACH ROW EXECUTE FUNCTION move_by_pairs();

-- What happened to a submission. Written once.
CREATE TABLE submission_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    at timestamptz NOT NULL,
    -- Null: the network itself.
    user_id uuid,
    action text NOT NULL CHECK (action ~ '^[a-z_]{1,60}$'),
    from_stage text,
    to_stage text NOT NULL,
    reasons text[] NOT NULL CHECK (array_position(reasons, NULL) IS NULL),
    message text CHECK (length(message) BETWEEN 1 AND 2048),
    evidence uuid[] NOT NULL CHECK (array_position(evidence, NULL) IS NULL),
    until timestamptz
);
CREATE INDEX submission_events_submission_id_idx ON submission_events (submission_id, id);

-- What staff write for staff: of a kind of its own, so that no query for an ISV can meet it.
CREATE TABLE private_notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    at timestamptz NOT NULL,
    user_id uuid,
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2048)
);
CREATE INDEX private_notes_submission_id_idx ON private_notes (submission_id, id);

-- The thread between the ISV and staff.
CREATE TABLE submission_messages (
    id uuid PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    at timestamptz NOT NULL,
    side text NOT NULL CONSTRAINT submission_messages_side_values CHECK (side IN ('isv', 'staff')),
    user_id uuid NOT NULL,
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2048)
);
CREATE INDEX submission_messages_submission_id_idx ON submission_messages (submission_id, at, id);

-- Mail addresses that an org names as contacts, and which of them answered.
CREATE TABLE contact_mails (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES orgs (id),
    mail text NOT NULL CHECK (length(mail) BETWEEN 3 AND 254),
    mail_folded text COLLATE "C" NOT NULL CHECK (mail_folded = lower(mail) COLLATE "C"),
    asked_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    bounced_at timestamptz,
    CONSTRAINT contact_mails_key UNIQUE (org_id, mail_folded)
);
CREATE INDEX contact_mails_mail_folded_idx ON contact_mails (mail_folded);

-- Runs of the network checks.
CREATE TABLE check_runs (
    id uuid PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    -- Of which revision of the draft.
    draft_revision integer NOT NULL CHECK (draft_revision >= 1),
    asked_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    -- What was seen, and what was found.
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    findings jsonb NOT NULL CHECK (jsonb_typeof(findings) = 'array')
);
CREATE INDEX check_runs_submission_id_idx ON check_runs (submission_id, finished_at DESC);

-- What a person has not seen yet.
CREATE TABLE notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    at timestamptz NOT NULL,
    action text NOT NULL CHECK (action ~ '^[a-z_]{1,60}$'),
    to_stage text NOT NULL,
    read_at timestamptz
);
CREATE INDEX notifications_user_id_idx ON notifications (user_id, id DESC);
CREATE INDEX notifications_unread_idx ON notifications (user_id) WHERE read_at IS NULL;

SELECT grant_if_exists('SELECT', 'submission_stage_pairs', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'submissions', 'oin_app');
-- No UPDATE, no DELETE: what happened stays as it happened.
SELECT grant_if_exists('SELECT, INSERT', 'submission_events', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'private_notes', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'submission_messages', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE', 'contact_mails', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT', 'check_runs', 'oin_app');
SELECT grant_if_exists('SELECT, INSERT, UPDATE, DELETE', 'notifications', 'oin_app');
SELECT grant_if_exists('SELECT', 'submissions', 'oin_audit');
SELECT grant_if_exists('SELECT', 'submission_events', 'oin_audit');
SELECT grant_if_exists('SELECT', 'submission_messages', 'oin_audit');
SELECT grant_if_exists('SELECT', 'check_runs', 'oin_audit');
